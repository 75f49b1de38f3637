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
{{ include "fixpoint.cluster" .root }}
{{- with $role.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What every pod of ours has to know of the cluster. */ -}}
{{- define "fixpoint.cluster" -}}
- name: FIXPOINT_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: FIXPOINT_LOG_FORMAT
  value: {{ .Values.logFormat | quote }}
- name: FIXPOINT_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
{{- with .Values.kubernetes }}
{{- if .host }}
- name: KUBERNETES_SERVICE_HOST
  value: {{ .host | quote }}
- name: KUBERNETES_SERVICE_PORT
  value: {{ .port | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The rest of the spec of a pod that runs a client command. Takes (dict "root" $ "name" "status" "args" (list)). */ -}}
{{- define "fixpoint.client" -}}
{{- with .root.Values.imagePullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{ end -}}
nodeSelector: {kubernetes.io/os: linux}
{{- with .root.Values.operator.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
containers:
- name: {{ .name }}
  image: {{ include "fixpoint.image" .root }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args: {{ toJson .args }}
  env:
    {{- include "fixpoint.cluster" .root | nindent 4 }}
  resources:
    requests: {cpu: 10m, memory: 64Mi}
    limits: {memory: 256Mi}
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL]}
  volumeMounts:
  - {name: tmp, mountPath: /tmp}
volumes:
- name: tmp
  emptyDir: {}
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
