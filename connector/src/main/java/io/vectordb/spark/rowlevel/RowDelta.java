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
package io.vectordb.spark.rowlevel;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.vectordb.spark.write.WrittenFiles;
import java.util.Map;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.roaringbitmap.RoaringBitmap;

/**
 * What one task has changed; for Kryo as {@link WrittenFiles}.
 *
 * @param added the rows that it has added
 * @param deleted the positions of the rows to delete, by data file
 * @param rowsDeleted rows deleted, without those that were updated
 * @param rowsUpdated rows updated: deleted, and added with new values
 * @param rowsInserted rows added, without those that were updated
 */
@DefaultSerializer(JavaSerializer.class)
record RowDelta(
    WrittenFiles added,
    Map<String, RoaringBitmap> deleted,
    long rowsDeleted,
    long rowsUpdated,
    long rowsInserted)
    implements WriterCommitMessage {}
