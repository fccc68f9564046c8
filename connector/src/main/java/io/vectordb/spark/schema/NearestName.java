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
package io.vectordb.spark.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that there is not. */
public final class NearestName {
  private NearestName() {}

  /**
   * The one of {@code names} that is most like {@code wrong}, in whatever case.
   *
   * @throws java.util.NoSuchElementException if there are no names
   */
  public static String of(String wrong, Collection<String> names) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String lower = wrong.toLowerCase(Locale.ROOT);
    return names.stream()
        .min(Comparator.comparing(name -> distance.apply(name.toLowerCase(Locale.ROOT), lower)))
        .orElseThrow();
  }
}
