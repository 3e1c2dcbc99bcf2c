using System.Collections.Specialized;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Data arrives in a worker, and comes back, as it was; <c>FrameworkStructSpecs</c> and its neighbours try all kinds without
/// processes.</summary>
public sealed class ExactDataSpecs : PoolSpecs
{
    /// <summary>Travels as JSON, because of its computed property.</summary>
    public sealed class Box
    {
        public Index I { get; set; }

        public Range R { get; set; }

        public Rune U { get; set; }

        public BitVector32 B { get; set; }

        public char C { get; set; }

        public Key32 K { get; set; }

        public DateTime D { get; set; }

        public string Note => "";
    }

    [InlineArray(32)]
    public struct Key32
    {
        private byte _first;
    }

    [Fact]
    public async Task What_json_has_no_form_for_arrives_and_comes_back()
    {
        await using var pool = await Start(1);
        Key32 key = default;
        key[5] = 77;
        var back = await pool.RunAsync(
            (Box box) => box,
            new Box { I = ^3, R = 2..5, U = new Rune('x'), B = new BitVector32(5), C = '\ud83d', K = key }).WaitAsync(Patience);
        (back.I, back.R, back.U, back.B.Data, back.C, back.K[5]).ShouldBe((^3, 2..5, new Rune('x'), 5, '\ud83d', (byte)77));
        (await pool.MapAsync(box => box.I, [new Box { I = ^1 }, new Box { I = ^2 }]).WaitAsync(Patience)).ShouldBe([^1, ^2]);
    }

    [Fact]
    public async Task Text_is_the_same_to_its_last_code_unit()
    {
        await using var pool = await Start(1);
        var set = new HashSet<char>("😀🚀");
        (await pool.RunAsync(() => set.Count).WaitAsync(Patience)).ShouldBe(3);
        (await pool.RunAsync(() => "😀🚀".GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count())).WaitAsync(Patience)).Count.ShouldBe(3);
        (await pool.RunAsync((Dictionary<string, string> texts) => texts, new() { ["\ud83d"] = "\ude80" }).WaitAsync(Patience)).ShouldBe(
            [new("\ud83d", "\ude80")]);
    }

    [Fact]
    public async Task A_local_time_is_the_same_in_a_worker_of_another_time_zone()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Environment = { ["TZ"] = "Europe/Berlin" } });
        // The hour that daylight saving skips there, and one that east of Greenwich is no instant of the calendar.
        foreach (var local in new[] { new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Local), new DateTime(0, DateTimeKind.Local) })
        {
            (await pool.RunAsync((Box box) => (box.D.Ticks, box.D.Kind), new Box { D = local }).WaitAsync(Patience)).ShouldBe(
                (local.Ticks, DateTimeKind.Local));
            var back = (await pool.RunAsync((Box box) => box, new Box { D = local }).WaitAsync(Patience)).D;
            (back.Ticks, back.Kind).ShouldBe((local.Ticks, DateTimeKind.Local));
        }
    }

    [Fact]
    public async Task A_captured_iterator_without_an_end_is_refused_soon()
    {
        await using var pool = await Start(1);
        var endless = Endless();
        var watch = Stopwatch.StartNew();
        var refusal = await Should.ThrowAsync<PayloadNotEncodableException>(async () => await pool.RunAsync(() => endless.First()));
        refusal.Message.ShouldContain("Pass what it gives: items.ToList()");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var some = endless.Where(number => number % 2 == 1).Take(3);
        (await pool.RunAsync(() => some.Sum()).WaitAsync(Patience)).ShouldBe(9);
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i = (i + 1) & 0xFFFF)
            yield return i;
    }
}
