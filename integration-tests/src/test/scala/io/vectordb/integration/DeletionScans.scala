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
package io.vectordb.integration

import java.util.{List => JList, Optional}

import io.vectordb.table.Table
import io.vectordb.table.file.DataFile
import io.vectordb.table.filter.Filter
import io.vectordb.table.scan.{ScanSpec, Segment, SegmentScan}
import org.apache.arrow.vector.BigIntVector
import org.roaringbitmap.RoaringBitmap

/** Finds rows by the values of a column, for tests that delete them by position. */
object DeletionScans {

  /** The positions in `file` of the rows that are left and whose `column` satisfies `test`. */
  def positions(table: Table, file: DataFile, column: String)(
      test: Long => Boolean
  ): RoaringBitmap = {
    val all = new Filter.Constant(true)
    val schema = table.snapshot().schema()
    val spec =
      ScanSpec.of(schema).select(JList.of(column)).usingCodes(false)
    val scan = new SegmentScan(table.store(), JList.of(Segment.of(file)), spec)
    try {
      val found = new RoaringBitmap()
      while (scan.next()) {
        val batch = scan.batch()
        val values = batch.column(column).asInstanceOf[BigIntVector]
        batch.rows().filter(row => test(values.get(row))).foreach { row =>
          found.add((batch.firstRow() + row).toInt)
        }
      }
      found
    } finally {
      scan.close()
    }
  }
}
