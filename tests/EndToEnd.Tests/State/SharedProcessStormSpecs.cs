using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>
/// Six objects in one process that is killed again and again while all of them are called. Every call has an outcome, and what an
/// object answers is the count of one of its lives: no call runs twice, out of order, or on the state of another object.
/// </summary>
public sealed class SharedProcessStormSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Objects = 6;
    private const int Kills = 8;
    private const int Rounds = 150;
    private const int Ahead = 4;

    [Fact]
    public async Task Random_kills_of_a_shared_process_leave_every_call_an_outcome_and_every_object_its_own_count()
    {
        var random = new Random(Environment.TickCount);
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop });
        var options = new HostedOptions { SharedProcess = "storm", MaxRestarts = 1000 };
        var books = await Task.WhenAll(Enumerable.Range(0, Objects).Select(_ => pool.HostAsync(() => new Logbook(0), options))).WaitAsync(Patience);
        var done = new int[Objects];
        var calling = Enumerable.Range(0, Objects).Select(own => Call(books[own], () => Interlocked.Increment(ref done[own]))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var due = (kill + 1) * Objects * Rounds / (Kills + 1);
            await Until(() => done.Sum() >= due || calling.TrueForAll(caller => caller.IsCompleted), "they get on");
            if (books[random.Next(Objects)].Pid is var pid and > 0)
                ProcessTable.Kill(pid);
        }
        var all = await Task.WhenAll(calling).WaitAsync(2 * Patience);
        all.Sum(lives => lives.Restarts).ShouldBeGreaterThan(0);
        foreach (var lives in all)
        {
            output.WriteLine($"{lives.Restarts} restarts, {lives.Lost} calls lost");
            lives.Restarts.ShouldBeLessThanOrEqualTo(Kills);
            lives.Wrong.ShouldBeNull();
        }
        await Task.WhenAll(books.Select(book => book.DisposeAsync().AsTask())).WaitAsync(Patience);
        LiveWorkers().Count.ShouldBe(1, "only the pool's own worker is left");
    }

    private static async Task<(int Restarts, int Lost, string? Wrong)> Call(Hosted<Logbook> book, Action done)
    {
        var (last, restarts, lost) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var calls = Enumerable.Range(0, Ahead).Select(_ => book.RunAsync(x => x.Increment())).ToList();
            foreach (var call in calls)
            {
                try
                {
                    var now = await call.WaitAsync(Patience);
                    if (now != last + 1 && now != 1)
                        return (restarts, lost, $"after {last} came {now}");
                    restarts += now == last + 1 ? 0 : 1;
                    last = now;
                }
                catch (WorkerLostException)
                {
                    lost++;
                }
            }
            done();
        }
        return (restarts, lost, null);
    }
}
