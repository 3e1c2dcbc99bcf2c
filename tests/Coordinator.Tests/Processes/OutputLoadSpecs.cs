using System.Diagnostics;
using System.Globalization;

namespace Troupe.Tests.Processes;

/// <summary>What is measured here is the whole process', so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class OutputLoadSpecs : Shell
{
    [Fact]
    public async Task A_flood_of_garbage_without_line_ends_keeps_memory_flat_and_never_blocks_the_child()
    {
        // 200 MB of bytes that are neither UTF-8 nor lines.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var lines = new Lines();
        var worker = await Start(Script("head -c 200000000 /dev/zero | tr '\\0' '\\377' | tee /dev/stderr") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = lines.Add,
        });
        var most = 0L;
        while (await Task.WhenAny(worker.Exited, Task.Delay(50)) != worker.Exited)
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));

        (await worker.Exited).ExitCode.ShouldBe(0);
        await worker.Delivered.WaitAsync(Patience);
        lines.Rest().Count.ShouldBeLessThan(6);
        (most - before).ShouldBeLessThan(16 * 1024 * 1024);
    }

    [Fact]
    public async Task An_abandoned_pipe_gives_back_its_descriptors_and_threads()
    {
        await Run("exit 0");
        await Until(() => Threads() == 0, "the threads of earlier tests to end");
        var files = Files();
        var holders = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            var lines = new Lines();
            var worker = await Start(Script("setsid sleep 1000 & echo $!; read -r go; exit 0") with
            {
                OutputMode = OutputMode.Forward,
                OutputSink = lines.Add,
                OutputGrace = TimeSpan.FromMilliseconds(1),
            });
            holders.Add(int.Parse(await lines.NextAsync(), CultureInfo.InvariantCulture));
            MustEnd(holders[^1]);
            await worker.DisposeAsync();
        }

        await Until(() => Threads() == 0, "the threads to end");
        await Until(() => Files() <= files + 3, "the descriptors to be closed");
        holders.ShouldAllBe(pid => IsAlive(pid));
        foreach (var pid in holders)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }

        static int Files() => Directory.GetFiles("/proc/self/fd").Length;
        static int Threads() => Directory.GetDirectories("/proc/self/task").Count(IsReader);
    }

    private static bool IsReader(string task)
    {
        try
        {
            return File.ReadAllText(Path.Join(task, "comm")).StartsWith("Troupe worker", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It ended between the listing and the look.
        }
    }
}
