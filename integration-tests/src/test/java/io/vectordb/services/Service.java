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
package io.vectordb.services;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A real file system in a process of its own, which dies with the {@code Service}. */
public final class Service implements AutoCloseable {
  private static final String KEY = "key";
  private static final String SECRET = "secret";

  private final ServiceProcess process;
  private final String root;
  private final Map<String, String> settings;

  private Service(ServiceProcess process, String root, Map<String, String> settings) {
    this.process = process;
    this.root = root;
    this.settings = settings;
  }

  /** HDFS whose files are in {@code directory}. */
  public static Service hdfs(Path directory) {
    ServiceProcess process = ServiceProcess.start(HdfsService.class, directory.toString());
    return new Service(process, process.address(), Map.of());
  }

  /** S3 whose buckets are folders of {@code directory}. */
  public static Service s3(Path directory) {
    return startS3(directory, KEY, SECRET);
  }

  /** S3 as of old: it does not know conditions, and overwrites. */
  public static Service oldS3(Path directory) {
    return startS3(directory);
  }

  /**
   * The bucket is named after the directory, because Hadoop keeps the client of a bucket, and with
   * it the address of the first service that had one of this name.
   */
  private static Service startS3(Path directory, String... keys) {
    String bucket = "bucket-" + Integer.toHexString(directory.toAbsolutePath().hashCode());
    List<String> arguments = new ArrayList<>(List.of(directory.toString(), bucket));
    arguments.addAll(List.of(keys));
    ServiceProcess process =
        ServiceProcess.start(S3Service.class, arguments.toArray(String[]::new));
    return new Service(process, "s3a://" + bucket, s3Settings(process.address()));
  }

  /** What a client of S3 at {@code endpoint} has to set. */
  private static Map<String, String> s3Settings(String endpoint) {
    Map<String, String> settings = new HashMap<>();
    settings.put("fs.s3a.endpoint", endpoint);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", KEY);
    settings.put("fs.s3a.secret.key", SECRET);
    // The smallest part that S3 allows, so that not only huge files have several.
    settings.put("fs.s3a.multipart.size", "5M");
    settings.put("fs.s3a.multipart.threshold", "5M");
    return settings;
  }

  /** Where tables can be: a path of any name below it. */
  public String root() {
    return root;
  }

  /** What has to be set in a Hadoop configuration. */
  public Map<String, String> settings() {
    return settings;
  }

  /** A configuration for this service that copies its files to {@code copies}. */
  public Configuration configuration(Path copies) {
    Configuration conf = new Configuration();
    settings.forEach(conf::set);
    conf.set("vectordb.localCache.directory", copies.toString());
    return conf;
  }

  /**
   * S3 carries out the next {@code count} uploads of names with {@code part} and does not say so.
   */
  public void loseAnswers(int count, String part) {
    process.ask("lose " + count + " " + part);
  }

  /** How many of these answers are not lost yet. */
  public int answersToLose() {
    return Integer.parseInt(process.ask("left"));
  }

  /** The requests to S3 since the last call, such as {@code GET:/bucket/t/data/a.arrow}. */
  public List<String> requests() {
    String answer = process.ask("requests");
    return answer.isEmpty() ? List.of() : List.of(answer.split(","));
  }

  /** Kills the service. */
  @Override
  public void close() {
    process.close();
  }
}
