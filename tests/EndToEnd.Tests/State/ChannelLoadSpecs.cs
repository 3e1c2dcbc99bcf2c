using System.Globalization;
using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Eight processes at once on one channel, and kills at random: nothing is lost, and nothing is doubled that no kill
/// explains.</summary>
public sealed class ChannelLoadSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Writers = 4;
    private const int Readers = 4;
    private const int Items = 2000;
    private const int Kills = 12;

    [Fact]
    public async Task Eight_processes_exchange_items_none_of_which_is_lost_or_doubled()
    {
        var folder = Scratch();
        await using var pool = await Start(Writers + Readers);
        var channel = pool.CreateChannel<int>(capacity: 16);
        var reading = Enumerable.Range(0, Readers).Select(_ => pool.RunAsync(ChannelJobs.ReadAll, channel)).ToList();
        await Task.WhenAll(
            Enumerable.Range(0, Writers)
                .Select(writer => pool.RunAsync(ChannelJobs.WriteNoted, channel, writer * Items, Items, folder))).WaitAsync(4 * Patience);
        channel.Complete();
        var items = (await Task.WhenAll(reading).WaitAsync(Patience)).SelectMany(own => own).Order().ToList();
        items.ShouldBe(Enumerable.Range(0, Writers * Items));
    }

    [Fact]
    public async Task Random_kills_of_writers_and_readers_lose_no_item_and_double_only_what_was_in_their_hands()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var folder = Scratch();
        var options = new ProcessPoolOptions { Workers = Writers + Readers, OutputMode = OutputMode.Drop };
        await using var pool = await Start(options);
        await AllReady(pool, Writers + Readers);
        var channel = pool.CreateChannel<int>(new ProcessChannelOptions { Capacity = 16, WriterLoss = WriterLoss.Ignored });
        var reading = Enumerable.Range(0, Readers)
            .Select(_ => KillStorm.UntilDone(() => pool.RunAsync(ChannelJobs.Account, channel, folder)))
            .ToList();
        var writing = Enumerable.Range(0, Writers).Select(
            writer => KillStorm.UntilDone(() => pool.RunAsync(ChannelJobs.WriteNoted, channel, writer * Items, Items, folder))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var due = (kill + 1) * Writers * Items / (Kills + 2);
            await Until(() => Lines(folder, "written-*").Count >= due, "the writers get on");
            var ready = pool.Snapshot().Workers.Where(worker => worker.State == WorkerState.Ready && worker.Pid > 0).ToList();
            ProcessTable.Kill(ready[random.Next(ready.Count)].Pid);
        }
        await Task.WhenAll(writing).WaitAsync(4 * Patience);
        channel.Complete();
        await Task.WhenAll(reading).WaitAsync(4 * Patience);

        var read = Lines(folder, "read-*").GroupBy(item => item).ToDictionary(group => group.Key, group => group.Count());
        var doubled = read.Values.Sum() - (Writers * Items);
        output.WriteLine($"{Writers * Items} items, {Kills} kills, {doubled} doubled");
        Enumerable.Range(0, Writers * Items).Where(item => !read.ContainsKey(item)).ShouldBeEmpty("these are lost");
        // A kill between the work on an item and the note of it doubles that item, of a writer's or of a reader's; no other does.
        doubled.ShouldBeLessThanOrEqualTo(Kills);
    }

    private static List<int> Lines(string folder, string files) =>
        [.. KillStorm.Lines(folder, files).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
}
