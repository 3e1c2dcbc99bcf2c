"""Measures Python's process pools: python3 pool.py spawn|fork|executor.

Reads a stage and its sizes a line from standard input, answers each with one line of JSON: figure to numbers.
"""
import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WORKERS = 4
AHEAD = 256
CHUNK = 256  # for streams; with the default of 1 they are many times slower, both are measured


@dataclass
class Order:
    id: int
    customer: str
    price: float
    paid: bool
    at: datetime


def increment(value):
    return value + 1


def sha(data):
    return hashlib.sha256(data).digest()


def echo(data):
    return data


def rise(order):
    return replace(order, price=order.price * 1.1)


def pid_of(_):
    time.sleep(0.002)
    return os.getpid()


def end_self(_):
    os.kill(os.getpid(), signal.SIGKILL)


class PoolFacade:
    def __init__(self, method):
        self.pool = multiprocessing.get_context(method).Pool(WORKERS)

    def call(self, function, argument):
        return self.pool.apply(function, (argument,))

    def submit(self, function, argument):
        return self.pool.apply_async(function, (argument,)).get

    def map(self, function, items):
        return self.pool.map(function, items)

    def stream(self, function, items, chunk):
        return self.pool.imap_unordered(function, items, chunksize=chunk)

    def close(self):
        self.pool.terminate()
        self.pool.join()


class ExecutorFacade:
    def __init__(self, _):
        self.pool = ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn"))

    def call(self, function, argument):
        return self.pool.submit(function, argument).result()

    def submit(self, function, argument):
        return self.pool.submit(function, argument).result

    def map(self, function, items):
        return list(self.pool.map(function, items, chunksize=max(1, len(items) // (WORKERS * 4))))

    def stream(self, function, items, chunk):
        return self.pool.map(function, items, chunksize=chunk)

    def close(self):
        self.pool.shutdown()


def open_pool(kind):
    return ExecutorFacade(kind) if kind == "executor" else PoolFacade(kind)


def pipeline(pool, function, argument, seconds):
    waiting = deque(pool.submit(function, argument) for _ in range(AHEAD))
    count, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for _ in range(AHEAD):
            waiting.popleft()()
            waiting.append(pool.submit(function, argument))
        count += AHEAD
    rate = count / (time.perf_counter() - begin)
    for get in waiting:
        get()
    return rate


def latencies(pool, function, argument, seconds):
    samples, begin = [], time.perf_counter()
    while time.perf_counter() - begin < seconds:
        call = time.perf_counter()
        pool.call(function, argument)
        samples.append((time.perf_counter() - call) * 1e6)
    return sorted(samples)


def calls(pool, seconds):
    samples = latencies(pool, increment, 1, seconds)
    return {
        "call_p50_us": [samples[len(samples) // 2]],
        "call_p99_us": [samples[len(samples) * 99 // 100]],
        "calls_per_s": [pipeline(pool, increment, 1, seconds)],
        "small_calls_per_s": [pipeline(pool, sha, bytes(1024), seconds)],
    }


def rate_of(run, count):
    begin = time.perf_counter()
    run()
    return [count / (time.perf_counter() - begin)]


def maps(pool, state, count, large, records, stream):
    at = datetime(2026, 1, 1)
    orders = [Order(i, f"customer {i}", i * 0.5, i % 2 == 0, at + timedelta(seconds=i)) for i in range(records)]
    items = list(range(count))
    figures = {
        "map_items_per_s": rate_of(lambda: pool.map(increment, items), count),
        "map_records_per_s": rate_of(lambda: pool.map(rise, orders), records),
        # A twentieth of the items will do: with the default chunk size, 1, each is a message of its own.
        "stream_items_per_s": rate_of(lambda: sum(pool.stream(increment, range(stream // 20), 1)), stream // 20),
        "stream_chunk_256_items_per_s": rate_of(lambda: sum(pool.stream(increment, range(stream), CHUNK)), stream),
    }
    if large and not state.get("large"):
        # Once is enough: it takes seconds and a gigabyte.
        state["large"] = True
        items = list(range(large))
        figures["map_20m_items_per_s"] = rate_of(lambda: pool.map(increment, items), large)
    return figures


def echoes(pool, seconds):
    data = os.urandom(1 << 20)
    samples = latencies(pool, echo, data, seconds)
    return {"echo_1mib_gb_per_s": [2 * len(data) / samples[len(samples) // 2] / 1e3]}


def memory(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        lines = {line.split(":")[0]: line.split()[1] for line in file if line.strip().endswith("kB")}
    return int(lines["Rss"]) / 1024, int(lines["Anonymous"]) / 1024


def pids(pool):
    return set(pool.map(pid_of, range(WORKERS * 4)))


def start(kind):
    """In a fresh process: one start of a pool."""
    begin = time.perf_counter()
    pool = open_pool(kind)
    pool.call(increment, 1)
    figures = {"cold_start_ms": [(time.perf_counter() - begin) * 1e3]}
    workers = pids(pool)
    while len(workers) < WORKERS:
        workers |= pids(pool)
    figures["all_ready_ms"] = [(time.perf_counter() - begin) * 1e3]
    if os.path.exists("/proc/self/smaps_rollup"):
        sizes = [memory(pid) for pid in workers]
        figures["idle_worker_rss_mb"] = [sum(size[0] for size in sizes) / len(sizes)]
        figures["idle_worker_private_mb"] = [sum(size[1] for size in sizes) / len(sizes)]
    if kind != "executor":  # one death ends an executor
        # The worker kills itself inside a job: killed from outside while it is idle, it may hold the lock of the
        # pool's queue, and the whole pool stands still for ever.
        begin = time.perf_counter()
        pool.submit(end_self, None)
        while not pids(pool) - workers:
            pass
        figures["kill_to_ready_ms"] = [(time.perf_counter() - begin) * 1e3]
    print(json.dumps(figures), flush=True)
    pool.close()


def starts(kind, count):
    figures = {}
    for _ in range(count):
        run = subprocess.run([sys.executable, __file__, kind, "start"], capture_output=True, text=True, timeout=20)
        for key, values in json.loads(run.stdout).items():
            figures.setdefault(key, []).extend(values)
    return figures


def main():
    kind = sys.argv[1]
    if sys.argv[2:] == ["start"]:
        return start(kind)
    pool, state = open_pool(kind), {}
    for line in sys.stdin:
        stage, seconds, *sizes = line.split()
        seconds, (count, large, records, stream, fresh) = float(seconds), map(int, sizes)
        answer = (calls(pool, seconds) if stage == "CALLS"
                  else maps(pool, state, count, large, records, stream) if stage == "MAPS"
                  else echoes(pool, seconds) if stage == "ECHO"
                  else starts(kind, fresh))
        print(json.dumps(answer), flush=True)
    pool.close()


if __name__ == "__main__":
    main()
