using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>
/// Every phase of an item's way × every way of going wrong × every way to call: that item fails, by its own index, all others run
/// once, and it takes one worker with it at most.
/// </summary>
public sealed class ItemFaultMatrixSpecs : PoolSpecs, IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private readonly LogLines _log = new();

    private int _lost;

    public void Dispose() => _log.Dispose();

    /// <summary>Phase by phase; in the caller's own process, throwing is all there is to contain.</summary>
    public static TheoryData<ItemPhase> Phases => [.. Enum.GetValues<ItemPhase>()];

    private static IEnumerable<Death> Ways(ItemPhase phase) =>
        phase is ItemPhase.ArgumentEncode or ItemPhase.ResultDecode
            ? [Death.Throw]
            : [Death.Throw, Death.ExitZero, Death.FailFast, Death.Kill, Death.Hang];

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Of_the_items_of_a_chunk_the_bad_one_fails_alone_however_it_goes_wrong(ItemPhase phase)
    {
        await using var pool = await Start(Options());
        foreach (var how in Ways(phase))
        {
            var bad = new BadItem(phase, how, Scratch());
            var failed = await Failed(pool.OutcomesAsync(bad.Answer, bad.Items(), Streamed(how)), value => value!.Number);
            failed.Keys.ToArray().ShouldBe([BadItem.Index], $"{how}");
            ShouldTellOf(phase, how, failed[BadItem.Index]);
            bad.ShouldHaveRunOnce();
            _log.WorkersLost.ShouldBe(_lost += bad.Losses);
        }
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task So_it_does_whichever_way_it_is_called(ItemPhase phase)
    {
        await using var pool = await Start(Options());
        foreach (var how in Ways(phase).Take(2))
        {
            var bad = new BadItem(phase, how, Scratch());
            await Check(() => pool.MapAsync(bad.Answer, bad.Items(), Mapped(how)));
            await Check(() => pool.StarMapAsync((item, _) => bad.Answer(item), bad.Tuples(), Mapped(how)));
            await Check(() => pool.MapAsync(pair => bad.Answer(pair.Item1), bad.Tuples(), Mapped(how)));
            await Check(() => pool.MapAsync(
                list => bad.Answer(list[0].Item1),
                bad.Tuples().Select(pair => new List<(Tricky, int)> { pair }),
                Mapped(how)));
            await Check(async () =>
            {
                await foreach (var value in pool.StreamAsync(
                    bad.Answer,
                    bad.Items(),
                    Streamed(how) with { Ordered = false, ChunkSize = BadItem.ChunkSize }))
                {
                    _ = value;
                }
            }, all: false);
            await Check(() => pool.RunAsync(() => NestedMap(bad)), nested: true);

            async Task Check(Func<Task> call, bool all = true, bool nested = false)
            {
                var error = await Should.ThrowAsync<Exception>(() => call().WaitAsync(Patience));
                if (nested)
                    error.Message.ShouldBe($"{BadItem.Index}");
                else
                    error.Data["Troupe.ItemIndex"].ShouldBe((long)BadItem.Index, error.ToString());
                await pool.WaitForDrainAsync().WaitAsync(Patience);
                if (all)
                {
                    bad.ShouldHaveRunOnce();
                    _log.WorkersLost.ShouldBe(_lost + bad.Losses);
                }
                // A stream that ends at its first error ends what it has outstanding, too.
                bad.ForgetNotes();
                _lost = _log.WorkersLost;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task So_it_does_when_a_job_asks_for_the_outcomes_and_when_the_function_is_called_by_name(ItemPhase phase)
    {
        await using var pool = await Start(Options());
        foreach (var how in Ways(phase))
        {
            var bad = new BadItem(phase, how, Scratch());
            (await pool.RunAsync(() => NestedOutcomes(bad)).WaitAsync(Patience)).ShouldBe([BadItem.Index], $"{how}");
            bad.ShouldHaveRunOnce();
            _log.WorkersLost.ShouldBe(_lost += bad.Losses);
            if (phase == ItemPhase.ArgumentEncode)
                continue; // A text is encoded already.
            var failed = await Failed(
                pool.OutcomesAsync(BadItem.Name, bad.Texts(), NamedCallInput.JsonArguments, Streamed(how)),
                value => value.GetInt32());
            failed.Keys.ToArray().ShouldBe([BadItem.Index], $"{how}");
            bad.ShouldHaveRunOnce();
            _log.WorkersLost.ShouldBe(_lost += bad.Losses);
        }
    }

    private ProcessPoolOptions Options() =>
        new() { Workers = 2, OutputMode = OutputMode.Drop, GracePeriod = TimeSpan.Zero, LoggerFactory = _log };

    private static StreamOptions Streamed(Death how) =>
        new() { ChunkSize = BadItem.ChunkSize, ItemTimeout = how == Death.Hang ? s_limit : null };

    private static MapOptions Mapped(Death how) =>
        new() { ChunkSize = BadItem.ChunkSize, ItemTimeout = how == Death.Hang ? s_limit : null };

    private static async Task<int> NestedMap(BadItem bad)
    {
        try
        {
            return (await JobContext.Current.Pool.MapAsync(bad.Answer, bad.Items(), Mapped(bad.How))).Length;
        }
        catch (Exception error)
        {
            throw new InvalidDataException($"{error.Data["Troupe.ItemIndex"]}", error);
        }
    }

    private static async Task<long[]> NestedOutcomes(BadItem bad) =>
        [.. (await Failed(JobContext.Current.Pool.OutcomesAsync(bad.Answer, bad.Items(), Streamed(bad.How)), value => value!.Number)).Keys];

    private static async Task<SortedDictionary<long, Exception>> Failed<T>(IAsyncEnumerable<Outcome<T>> outcomes, Func<T?, int> number)
    {
        var failed = new SortedDictionary<long, Exception>();
        var next = 0;
        await foreach (var outcome in outcomes)
        {
            outcome.Index.ShouldBe(next++);
            if (outcome.IsCompletedSuccessfully)
                number(outcome.Value).ShouldBe((int)outcome.Index);
            else
                failed.Add(outcome.Index, outcome.Error);
        }
        next.ShouldBe(BadItem.Count);
        failed.Keys.ShouldAllBe(index => (long)failed[index].Data["Troupe.ItemIndex"]! == index);
        return failed;
    }

    private static void ShouldTellOf(ItemPhase phase, Death how, Exception error)
    {
        if (how == Death.Hang)
            error.ShouldBeOfType<JobTimeoutException>().Message.ShouldContain($"item {BadItem.Index} ran longer than its limit");
        else if (how != Death.Throw)
            error.ShouldBeOfType<WorkerLostException>().Message.ShouldContain($"item {BadItem.Index}");
        else if (phase is ItemPhase.ArgumentEncode or ItemPhase.ResultEncode)
            error.ShouldBeAssignableTo<PayloadEncodingException>()!.Message.ShouldContain(Dying.Message);
        else if (phase == ItemPhase.Run)
            error.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe(Dying.Message);
        else
            error.ShouldBeOfType<PayloadFormatException>().Message.ShouldContain(Dying.Message);
    }
}
