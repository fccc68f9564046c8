# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     https://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
"""Times exact searches for the nearest rows of many over two files of 32-bit floats.

usage: join_peers.py faiss|sgemm LEFT RIGHT DIMENSION K RUNS SAMPLE THREADS

Prints a line of JSON: "millis" of all runs and, of a search, "lowest", the smallest of the scores
found for each of the first SAMPLE left rows. sgemm multiplies and keeps nothing.
"""

import json
import sys
import time

import numpy as np

BLOCK_ROWS = 4096
WARMUP_ROWS = 100


def faiss_search(left, right, k, threads):
    import faiss

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(right.shape[1])
    index.add(right)
    index.search(left[:WARMUP_ROWS], k)
    return lambda: index.search(left, k)[0]


def sgemm(left, right, k, threads):
    out = np.empty((left.shape[0], BLOCK_ROWS), np.float32)

    def multiply():
        for start in range(0, len(right), BLOCK_ROWS):
            block = right[start : start + BLOCK_ROWS]
            np.matmul(left, block.T, out=out[:, : len(block)])

    np.matmul(left, right[:BLOCK_ROWS].T)
    return multiply


PROGRAMS = {"faiss": faiss_search, "sgemm": sgemm}


def main(program, left, right, dimension, k, runs, sample, threads):
    sides = [np.fromfile(path, np.float32).reshape(-1, int(dimension)) for path in (left, right)]
    search = PROGRAMS[program](*sides, int(k), int(threads))
    millis = []
    for _ in range(int(runs)):
        start = time.perf_counter()
        scores = search()
        millis.append((time.perf_counter() - start) * 1000)
    line = {"millis": millis}
    if scores is not None:
        line["lowest"] = [float(row.min()) for row in scores[: int(sample)]]
    print(json.dumps(line))


if __name__ == "__main__":
    main(*sys.argv[1:])
