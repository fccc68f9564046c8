/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.vectordb.table.schema;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a partition value is made of: the value of a column, or an integer that is computed from it.
 * NULL stays NULL. FORMAT.md says how.
 */
public sealed interface PartitionTransform extends Serializable {
  /** The value itself. */
  record Identity() implements PartitionTransform {
    @Override
    public Object ofDays(long days) {
      return days;
    }

    @Override
    public Object ofMicros(long micros) {
      return micros;
    }

    @Override
    public Object ofScalar(Object value) {
      return value;
    }

    @Override
    public String toString() {
      return "identity";
    }
  }

  /** One of so many numbers from 0 on, which a hash of the value chooses. */
  record Bucket(int count) implements PartitionTransform {
    private static final HashFunction HASH = Hashing.murmur3_32_fixed();

    @Override
    public Object ofDays(long days) {
      return bucket(HASH.hashLong(days).asInt());
    }

    @Override
    public Object ofMicros(long micros) {
      return bucket(HASH.hashLong(micros).asInt());
    }

    @Override
    public Object ofScalar(Object value) {
      if (value instanceof Long number) {
        return bucket(HASH.hashLong(number).asInt());
      } else if (value instanceof String text) {
        return bucket(HASH.hashBytes(Scalars.utf8(text)).asInt());
      } else if (value instanceof BigDecimal decimal) {
        return bucket(HASH.hashBytes(decimal.unscaledValue().toByteArray()).asInt());
      }
      return bucket(HASH.hashBytes((byte[]) value).asInt());
    }

    private long bucket(int hash) {
      return (hash & Integer.MAX_VALUE) % count;
    }

    @Override
    public String toString() {
      return "bucket[" + count + "]";
    }
  }

  /** The number of whole units since 1970, UTC. */
  enum Time implements PartitionTransform {
    YEARS(ChronoUnit.YEARS),
    MONTHS(ChronoUnit.MONTHS),
    DAYS(ChronoUnit.DAYS),
    HOURS(ChronoUnit.HOURS);

    private static final LocalDate EPOCH = LocalDate.EPOCH;
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private final ChronoUnit unit;

    Time(ChronoUnit unit) {
      this.unit = unit;
    }

    @Override
    public Object ofDays(long days) {
      return switch (this) {
        case YEARS -> (long) LocalDate.ofEpochDay(days).getYear() - EPOCH.getYear();
        case MONTHS -> {
          LocalDate date = LocalDate.ofEpochDay(days);
          yield (date.getYear() - EPOCH.getYear()) * 12L + date.getMonthValue() - 1;
        }
        case DAYS -> days;
        case HOURS -> days * TimeUnit.DAYS.toHours(1);
      };
    }

    @Override
    public Object ofMicros(long micros) {
      return this == HOURS
          ? Long.valueOf(Math.floorDiv(micros, HOUR_MICROS))
          : ofDays(Math.floorDiv(micros, DAY_MICROS));
    }

    @Override
    public Object ofScalar(Object value) {
      throw new IllegalArgumentException(this + " of " + value);
    }

    /** A number of units since 1970 as people write the unit, for example {@code 2026-01-31}. */
    public String text(long number) {
      String pattern =
          switch (this) {
            case YEARS -> "uuuu";
            case MONTHS -> "uuuu-MM";
            case DAYS -> "uuuu-MM-dd";
            case HOURS -> "uuuu-MM-dd HH";
          };
      return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
          .format(EPOCH.atStartOfDay().plus(number, unit));
    }

    /** The number of the unit in which a shorter one lies. */
    public int of(Time shorter, int number) {
      return ((Long) ofMicros(shorter.firstMicros(number))).intValue();
    }

    /** The first microsecond since 1970 of a unit; the largest number if there is none. */
    long firstMicros(long number) {
      return switch (this) {
        case YEARS, MONTHS -> saturated(EPOCH.plus(number, unit).toEpochDay(), DAY_MICROS);
        case DAYS -> saturated(number, DAY_MICROS);
        case HOURS -> saturated(number, HOUR_MICROS);
      };
    }

    /** The last microsecond since 1970 of a unit; the largest number if there is none. */
    long lastMicros(long number) {
      long next = firstMicros(number + 1);
      return next == Long.MAX_VALUE ? next : next - 1;
    }

    /** The first day since 1970 of a unit that is no hour. */
    long firstDay(long number) {
      return EPOCH.plus(number, unit).toEpochDay();
    }

    private static long saturated(long count, long micros) {
      long limit = Long.MAX_VALUE / micros;
      return count > limit ? Long.MAX_VALUE : count < -limit ? Long.MIN_VALUE : count * micros;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a date. */
  Object ofDays(long days);

  /** Of a timestamp. */
  Object ofMicros(long micros);

  /** Of one of {@link Scalars} that is neither. */
  Object ofScalar(Object value);

  /** The transform of this name, if there is one. */
  static Optional<PartitionTransform> named(String name) {
    for (Time time : Time.values()) {
      if (time.toString().equals(name)) {
        return Optional.of(time);
      }
    }
    if (name.matches("bucket\\[[1-9][0-9]{0,8}\\]")) {
      return Optional.of(new Bucket(Integer.parseInt(name.substring(7, name.length() - 1))));
    }
    return Optional.empty();
  }
}
