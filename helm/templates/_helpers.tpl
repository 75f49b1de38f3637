{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- define "fixpoint.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "fixpoint.labels" -}}
app.kubernetes.io/name: {{ include "fixpoint.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: fixpoint
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What selects the pods of a role. Takes (dict "root" $ "role" "operator"). */ -}}
{{- define "fixpoint.selector" -}}
app.kubernetes.io/name: {{ include "fixpoint.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "fixpoint.image" -}}
{{ .Values.image.repository }}
{{- if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "fixpoint.account" -}}
{{- $role := index .root.Values .role -}}
{{ $role.serviceAccount.name | default (printf "%s-%s" (include "fixpoint.name" .root) .role) }}
{{- end }}

{{- /* Environment that both roles share. */ -}}
{{- define "fixpoint.env" -}}
{{- $role := index .root.Values .role -}}
- name: JAVA_TOOL_OPTIONS
  value: {{ $role.javaOptions | quote }}
- name: FIXPOINT_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: FIXPOINT_LOG_FORMAT
  value: {{ .root.Values.logFormat | quote }}
- name: FIXPOINT_LOG_LEVEL
  value: {{ .root.Values.logLevel | quote }}
{{- with .root.Values.kubernetes }}
{{- if .host }}
- name: KUBERNETES_SERVICE_HOST
  value: {{ .host | quote }}
- name: KUBERNETES_SERVICE_PORT
  value: {{ .port | quote }}
{{- end }}
{{- end }}
{{- with $role.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "fixpoint.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: health}
  periodSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet: {path: /q/health/live, port: health}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: health}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}
