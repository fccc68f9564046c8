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
package io.vectordb.table;

/**
 * What an expiry of old versions did, or would do.
 *
 * @param oldestVersion the oldest version that can still be read
 * @param versionsExpired how many versions can no longer be read
 * @param logFilesDeleted commits and checkpoints deleted
 * @param bytesDeleted their length
 * @param dryRun whether nothing was touched
 */
public record ExpiryResult(
    long oldestVersion,
    long versionsExpired,
    long logFilesDeleted,
    long bytesDeleted,
    boolean dryRun) {}
