// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Kinds of text, each with its bounds and rules in one place. They annotate the type, so that
/// they hold for a field (`@Format.Cidr String`) as well as for each element of a list
/// (`List<@Format.Cidr String>`), where the API server then names the element: `ranges[1]`.
///
/// CEL's `isIP` and `isCIDR` refuse what different programs read differently: leading zeros,
/// zones and IPv4-mapped addresses.
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Format {

  /// The OpenAPI format, where there is one.
  String value();

  String IS_FIRST_TO_LAST = "(self.split('-').size() == 2 && self.split('-').all(a, isIP(a)))";
  String SAME_FAMILY =
      "!"
          + IS_FIRST_TO_LAST
          + " || ip(self.split('-')[0]).family() == ip(self.split('-')[1]).family()";
  String SAME_FAMILY_MESSAGE = "first and last address must be of one family, IPv4 or IPv6";

  // CEL cannot compare addresses. For IPv4 the octets make a number; reversed IPv6 ranges remain
  // for the operator to refuse.
  String ORDERED =
      "!self.matches('^[0-9.]+-[0-9.]+$') || !"
          + IS_FIRST_TO_LAST
          + " || [self.replace('-', '.').split('.')].all(o,"
          + " ((int(o[0]) * 256 + int(o[1])) * 256 + int(o[2])) * 256 + int(o[3])"
          + " <= ((int(o[4]) * 256 + int(o[5])) * 256 + int(o[6])) * 256 + int(o[7]))";
  String ORDERED_MESSAGE = "the first address comes after the last: swap them";
  String MASKED = "!isCIDR(self) || cidr(self) == cidr(self).masked()";
  String MASKED_MESSAGE =
      "has bits set after the prefix: clear them, as in 10.20.0.0/16 instead of 10.20.0.7/16";

  @Size(max = 45)
  @ValidationRule(
      value = "isIP(self) && ip(self).family() == 4",
      message = "must be an IPv4 address such as 10.96.130.7, without leading zeros")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface IpV4 {}

  @Size(max = 45)
  @ValidationRule(
      value = "isIP(self) && ip(self).family() == 6",
      message = "must be an IPv6 address such as fd00:10:96::7, without a zone")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface IpV6 {}

  @Size(max = 49)
  @ValidationRule(
      value = "isCIDR(self)",
      message = "must be a CIDR such as 10.20.0.0/16 or fd00:20::/64, without leading zeros")
  @ValidationRule(value = MASKED, message = MASKED_MESSAGE)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Cidr {}

  /// A CIDR, or the first and the last address with a `-` between.
  @Size(max = 79)
  @ValidationRule(
      value = "isCIDR(self) || " + IS_FIRST_TO_LAST,
      message =
          "must be a CIDR such as 10.96.128.0/20, or a range such as 10.0.0.10-10.0.0.99, without"
              + " spaces or leading zeros")
  @ValidationRule(value = SAME_FAMILY, message = SAME_FAMILY_MESSAGE)
  @ValidationRule(value = ORDERED, message = ORDERED_MESSAGE)
  @ValidationRule(value = MASKED, message = MASKED_MESSAGE)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface AddressRange {}

  /// As [AddressRange], or a single address.
  @Size(max = 79)
  @ValidationRule(
      value = "isIP(self) || isCIDR(self) || " + IS_FIRST_TO_LAST,
      message =
          "must be an address such as 10.0.0.1, a CIDR such as 10.96.128.0/24, or a range such as"
              + " 10.0.0.10-10.0.0.99, without spaces or leading zeros")
  @ValidationRule(value = SAME_FAMILY, message = SAME_FAMILY_MESSAGE)
  @ValidationRule(value = ORDERED, message = ORDERED_MESSAGE)
  @ValidationRule(value = MASKED, message = MASKED_MESSAGE)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface AddressRangeOrAddress {}

  /// A port number, or the name of a container port: an IANA_SVC_NAME (RFC 6335, section 5.1).
  @Size(max = 15)
  @ValidationRule(
      value =
          "type(self) == int ? int(self) >= 1 && int(self) <= 65535 :"
              + " string(self).matches('^[a-z0-9]+(-[a-z0-9]+)*$') &&"
              + " string(self).matches('[a-z]')",
      message =
          "must be a port number from 1 to 65535, or the name of a container port: at most 15"
              + " lower-case letters, digits and single '-', with at least one letter")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface PortOrName {}

  /// The name of another object.
  @Size(max = 253)
  @ValidationRule(
      value = "!format.dns1123Subdomain().validate(self).hasValue()",
      message = "must be the name of an object: lower-case letters, digits, '-' and '.'")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface ObjectName {}

  /// A DNS label (RFC 1123).
  @Size(max = 63)
  @ValidationRule(
      value = "!format.dns1123Label().validate(self).hasValue()",
      message =
          "must be a DNS label: at most 63 lower-case letters, digits and '-', beginning and"
              + " ending with a letter or digit")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface DnsLabel {}

  @Size(max = 317)
  @ValidationRule(
      value = "!format.qualifiedName().validate(self).hasValue()",
      message =
          "must be a label key: an optional DNS name and '/', then at most 63 letters, digits,"
              + " '-', '_' and '.', beginning and ending with a letter or digit")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface LabelKey {}

  @Size(max = 63)
  @ValidationRule(
      value = "self.matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$')",
      message =
          "must be a label value: at most 63 letters, digits, '-', '_' and '.', beginning and"
              + " ending with a letter or digit")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface LabelValue {}

  /// A length of time, in hours, minutes and seconds.
  @Size(max = 32)
  @ValidationRule(
      value = "self.matches('^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$') && self.size() > 0",
      message = "must be a duration such as 10m, 24h or 1h30m")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Duration {}

  /// A resourceVersion: a number of up to 128 bits without leading zeros (KEP-5504).
  @Size(max = 39)
  @Pattern("^(0|[1-9][0-9]*)$")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface ResourceVersion {}

  /// A point in time (RFC 3339).
  @Format("date-time")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Timestamp {}
}
