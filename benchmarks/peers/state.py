"""Measures Python's Queue, Manager, Lock and Pipe: python3 state.py effort. One line of JSON: figure to number."""
import json
import multiprocessing
import sys
import time

END = None


def write(queue, items, item):
    for i in range(items):
        queue.put(i if item is None else item)
    queue.put(END)


def read(queue, out):
    count = 0
    while queue.get() is not END:
        count += 1
    out.send(count)


def channel(context, items, item):
    queue = context.Queue()
    own, other = context.Pipe()
    begin = time.perf_counter()
    reader = context.Process(target=read, args=(queue, other))
    writer = context.Process(target=write, args=(queue, items, item))
    reader.start()
    writer.start()
    count = own.recv()
    elapsed = time.perf_counter() - begin
    writer.join()
    reader.join()
    return count / elapsed


def set_and_get(table, times):
    for i in range(times):
        table["a"] = i
        table["a"]


def dictionary(context, workers, times):
    with context.Manager() as manager:
        table = manager.dict()
        begin = time.perf_counter()
        all_of_them = [context.Process(target=set_and_get, args=(table, times)) for _ in range(workers)]
        for process in all_of_them:
            process.start()
        for process in all_of_them:
            process.join()
        return 2 * workers * times / (time.perf_counter() - begin)


def lock_often(lock, times, out):
    begin = time.perf_counter()
    for _ in range(times):
        lock.acquire()
        lock.release()
    out.send((time.perf_counter() - begin) * 1e6 / times)


def lock(context, times):
    own, other = context.Pipe()
    process = context.Process(target=lock_often, args=(context.Lock(), times, other))
    process.start()
    result = own.recv()
    process.join()
    return result


def answer(end):
    while (number := end.recv()) is not END:
        end.send(number)


def pipe(context, times):
    own, other = context.Pipe()
    process = context.Process(target=answer, args=(other,))
    process.start()
    for i in range(times // 4):
        own.send(i)
        own.recv()
    begin = time.perf_counter()
    for i in range(times):
        own.send(i)
        own.recv()
    elapsed = (time.perf_counter() - begin) * 1e6 / times
    own.send(END)
    process.join()
    return elapsed


def main():
    effort = int(sys.argv[1])
    # Forked processes start in no time: the figures are of the queue and not of the start.
    context = multiprocessing.get_context("fork")
    print(json.dumps({
        "channel, int, items/s": channel(context, effort * 25_000, None),
        "channel, 1 KiB, items/s": channel(context, effort * 20_000, bytes(1024)),
        "dictionary, 1 worker, operations/s": dictionary(context, 1, effort * 1_000),
        "dictionary, 4 workers, operations/s": dictionary(context, 4, effort * 500),
        "lock and unlock, nobody else, µs": lock(context, effort * 1_000),
        "pipe, there and back, µs": pipe(context, effort * 500),
    }, ensure_ascii=False))


if __name__ == "__main__":
    main()
