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
public @interface Format {

  /// The OpenAPI format, where there is one.
  String value();

  /// An address of either family.
  @Size(max = 45)
  @ValidationRule(value = "isIP(self)", message = "must be an IP address")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Ip {}

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
  @ValidationRule(
      value = "!isCIDR(self) || cidr(self) == cidr(self).masked()",
      message = "has bits set after the prefix",
      messageExpression =
          "'has bits set after the prefix, which can be read in two ways: write '"
              + " + string(cidr(self).masked())")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Cidr {}

  /// A CIDR, or the first and the last address with a `-` between.
  @Size(max = 91)
  @ValidationRule(
      value = "isCIDR(self) || (self.split('-').size() == 2 && self.split('-').all(a, isIP(a)))",
      message =
          "must be a CIDR such as 10.96.128.0/20, or a range such as 10.0.0.10-10.0.0.99 without"
              + " spaces")
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface AddressRange {}

  /// As [AddressRange], or a single address.
  @Size(max = 91)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface AddressRangeOrAddress {}

  /// The name of an object in the same cluster.
  @Size(max = 253)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface ObjectName {}

  @Size(max = 317)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface LabelKey {}

  @Size(max = 63)
  @Target(ElementType.TYPE_USE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface LabelValue {}

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
