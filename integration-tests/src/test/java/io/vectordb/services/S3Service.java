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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3 in a directory behind a {@link LossyProxy}, until standard input ends. Arguments: the
 * directory, whose folders are the buckets, the name of a bucket, the access key and the secret
 * key. Lines on standard input are commands to the proxy, each answered by a line.
 */
public final class S3Service {
  private S3Service() {}

  public static void main(String[] arguments) throws Exception {
    Files.createDirectories(Path.of(arguments[0], arguments[1]));
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(arguments[0]))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .ignoreUnknownHeaders(true);
    boolean old = arguments.length == 2;
    if (!old) {
      builder.awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[2], arguments[3]);
    }
    S3Proxy s3 = builder.build();
    s3.start();
    LossyProxy proxy = new LossyProxy(s3.getPort(), old);
    System.out.println(ServiceProcess.READY + "http://127.0.0.1:" + proxy.port());
    serve(proxy);
    System.exit(0);
  }

  private static void serve(LossyProxy proxy) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(
          switch (words[0]) {
            case "lose" -> proxy.lose(Integer.parseInt(words[1]), words[2]);
            case "left" -> proxy.left();
            case "requests" -> proxy.requests();
            default -> throw new IllegalArgumentException(line);
          });
    }
  }
}
