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

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * HDFS of one name node and one data node, until standard input ends. Argument: the directory of
 * its disks; what an earlier service has stored there is there again.
 */
public final class HdfsService {
  private HdfsService() {}

  public static void main(String[] arguments) throws Exception {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[0]);
    conf.setBoolean("dfs.permissions.enabled", false);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(conf)
            .numDataNodes(1)
            .format(!Files.exists(Path.of(arguments[0], "name-0-1")))
            .waitSafeMode(false)
            .build()) {
      // Its own wait gives up after ten seconds.
      while (cluster.getFileSystem().isInSafeMode()) {
        Thread.sleep(50);
      }
      System.out.println(
          ServiceProcess.READY
              + cluster.getConfiguration(0).get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY));
      while (System.in.read() >= 0) {
        // There is nothing to ask for.
      }
    }
  }
}
