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
"""Times other exact searches over a file of 32-bit floats.

usage: peers.py PROGRAM VECTORS ROWS DIMENSION QUERIES ASKS THREADS RUNS SECONDS

Prints a line of JSON for every kind of query; PeerFiles.java writes the files and PeerProcess.java
says what a line holds.
"""

import json
import sys
import time

import numpy as np

WARMUP = 2
FEWEST = 3
LEVELS = 8
SAMPLE_ROWS = 20_000
CHUNK_ROWS = 50_000


class NumPy:
    """A matrix-vector product, and then what is wanted of it."""

    # FAISS has no count of its own; its range search serves as one.
    counts = True

    def __init__(self, vectors, threads):
        self.vectors = np.array(vectors)

    def count(self, query, threshold):
        return np.count_nonzero(self.vectors @ query > threshold), None

    def above(self, query, threshold):
        scores = self.vectors @ query
        ids = np.flatnonzero(scores > threshold)
        return len(ids), scores[ids]

    def top(self, query, k):
        scores = self.vectors @ query
        ids = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        ids = ids[np.argsort(-scores[ids])]
        return len(ids), scores[ids]


class Faiss:
    counts = False

    def __init__(self, vectors, threads, make, pca=False):
        import faiss

        faiss.omp_set_num_threads(threads)
        self.rotation = principal_axes(vectors) if pca else None
        self.index = make(faiss, vectors.shape[1])
        self.index.add(vectors if self.rotation is None else rotated(vectors, self.rotation))

    def _query(self, query):
        row = query[np.newaxis, :]
        return row if self.rotation is None else row @ self.rotation

    def above(self, query, threshold):
        _, scores, ids = self.index.range_search(self._query(query), threshold)
        return len(ids), scores

    def top(self, query, k):
        scores, ids = self.index.search(self._query(query), min(k, self.index.ntotal))
        return ids.shape[1], scores[0]


def principal_axes(vectors):
    """An orthogonal matrix; the products of rotated rows are those of the rows."""
    step = max(1, len(vectors) // SAMPLE_ROWS)
    sample = vectors[::step].astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(axes[:, ::-1]).astype(np.float32)


def rotated(vectors, rotation):
    result = np.empty(vectors.shape, np.float32)
    for start in range(0, len(vectors), CHUNK_ROWS):
        np.matmul(vectors[start : start + CHUNK_ROWS], rotation, out=result[start : start + CHUNK_ROWS])
    return result


PROGRAMS = {
    "numpy": NumPy,
    "faiss-flat": lambda v, t: Faiss(v, t, lambda f, d: f.IndexFlatIP(d)),
    "faiss-panorama": lambda v, t: Faiss(v, t, lambda f, d: f.IndexFlatIPPanorama(d, LEVELS)),
    "faiss-panorama-pca": lambda v, t: Faiss(
        v, t, lambda f, d: f.IndexFlatIPPanorama(d, LEVELS), pca=True
    ),
}


def run(program, form, query, wanted):
    if form == "TOP":
        return program.top(query, int(wanted))
    if form == "COUNT" and program.counts:
        return program.count(query, np.float32(wanted))
    return program.above(query, float(wanted))


def measure(program, kind, asks, queries, runs, seconds):
    line = {"kind": kind, "millis": [], "asks": [], "found": [], "lowest": []}
    end = None
    for number in range(-WARMUP, runs):
        if number == 0:
            end = time.perf_counter() + seconds
        if number >= FEWEST and time.perf_counter() > end:
            break
        ask, form, query, wanted = asks[number % len(asks)]
        start = time.perf_counter()
        found, scores = run(program, form, queries[query], wanted)
        millis = (time.perf_counter() - start) * 1000
        if number >= 0:
            line["millis"].append(millis)
            line["asks"].append(ask)
            line["found"].append(int(found))
            line["lowest"].append(None if scores is None or not len(scores) else float(scores.min()))
    return line


def read_asks(path):
    kinds = {}
    with open(path) as lines:
        for number, line in enumerate(lines):
            kind, form, query, wanted = line.split()
            kinds.setdefault(int(kind), []).append((number, form, int(query), wanted))
    return kinds


def main(name, vectors, rows, dimension, queries, asks, threads, runs, seconds):
    dimension = int(dimension)
    shape = (int(rows), dimension)
    program = PROGRAMS[name](np.memmap(vectors, np.float32, "r", shape=shape), int(threads))
    queries = np.fromfile(queries, np.float32).reshape(-1, dimension)
    done = {}
    for kind, of_kind in read_asks(asks).items():
        # Without a count of its own, a program answers counts and scores by the same call.
        same = tuple((q, w) for _, _, q, w in of_kind) if not program.counts else kind
        if same not in done:
            done[same] = measure(program, kind, of_kind, queries, int(runs), int(seconds))
            print(json.dumps(done[same]), flush=True)
        else:
            first = min(number for number, _, _, _ in of_kind)
            print(json.dumps(again(done[same], kind, first)), flush=True)


def again(line, kind, first):
    """The same runs as those of another kind whose queries stand at other lines of the file."""
    offset = first - min(line["asks"])
    return {**line, "kind": kind, "asks": [ask + offset for ask in line["asks"]]}


if __name__ == "__main__":
    main(*sys.argv[1:])
