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

import java.io.ByteArrayOutputStream
import java.nio.file.Files

import scala.jdk.CollectionConverters._

import io.vectordb.documents.{JavaPage, Page}

import org.apache.spark.sql.SparkSession

/** The examples of README and of the documents, in Java and in SQL. */
class DocumentsSuite extends SparkSuite {
  private val pages =
    Page.all.asScala.filter(page => page.runs("java") || page.runs("sql"))

  for (page <- pages) {
    test(page.name) {
      run(page)
    }
  }

  test("there are pages") {
    assert(pages.exists(_.name == "README.md"))
    assert(pages.size > 1)
  }

  test("a statement that fails is named by its page and line") {
    val page =
      Page.of("a/page.md", "# A page\n\n```sql\nSELECT 1;\n\nSELECT *\nFROM nothing;\n```\n")
    assertFails("a/page.md:6: ", "TABLE_OR_VIEW_NOT_FOUND")(run(page))
  }

  test("Java that fails is named by its page and line") {
    val page =
      Page.of("page.md", "# A page\n\n```java\nint x = 0;\nspark.range(1 / x).show();\n```\n")
    assertFails("page.md:5: ", "by zero")(run(page))
  }

  test("Java that does not compile is named by its page and line") {
    val page = Page.of("page.md", "# A page\n\n```java\nint x = 0;\nint y = z;\n```\n")
    assertFails("page.md:5: ", "cannot find symbol")(run(page))
  }

  test("a stream that fails after its start is named by its page") {
    val page = Page.of(
      "page.md",
      """# A page
        |
        |```java
        |spark.readStream().format("rate-micro-batch").option("rowsPerBatch", 1).load()
        |    .selectExpr("raise_error('too late')").writeStream().format("noop").start();
        |```
        |""".stripMargin
    )
    assertFails("page.md:0: ", "too late")(run(page))
  }

  /** In a session and a database of its own. What it prints is for readers of the page. */
  private def run(page: Page): Unit = {
    val root = Files.createTempDirectory(directory, "page")
    val session = spark.newSession()
    val database = newName("documents")
    session.sql(s"CREATE DATABASE $database LOCATION '$root/database'")
    session.sql(s"USE $database")
    val before = SparkSession.getActiveSession
    SparkSession.setActiveSession(session)
    try {
      Console.withOut(new ByteArrayOutputStream)(JavaPage.run(page, session, root))
    } finally {
      session.streams.active.foreach(_.stop())
      before.fold(SparkSession.clearActiveSession())(SparkSession.setActiveSession)
      sql(s"DROP DATABASE $database CASCADE")
    }
  }
}
