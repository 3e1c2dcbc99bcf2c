using System.Globalization;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>A job runs in the cultures of the code that submits it, as with Task.Run.</summary>
public sealed class CallerCultureSpecs : PoolSpecs
{
    private const string German = "de-DE fr-CA";

    [Fact]
    public async Task The_caller_s_cultures_reach_jobs_of_every_kind()
    {
        await using var pool = await Start(2);
        BeGerman();
        (await pool.RunAsync(Callers.Cultures).WaitAsync(Patience)).ShouldBe(German);
        (await pool.RunAsync(Callers.CulturesAsync).WaitAsync(Patience)).ShouldBe(German);
        (await pool.RunAsync<string>("Troupe.EndToEnd.Tests.Jobs.Callers.Cultures").WaitAsync(Patience)).ShouldBe(German);
        (await pool.Submit(Callers.CulturesOf, "x").Task.WaitAsync(Patience)).ShouldBe($"x {German}");
        (await pool.RunAsync(Callers.NestedCultures).WaitAsync(Patience)).ShouldBe(German);
        (await pool.RunAsync(Callers.NestedCulturesOfItsOwn).WaitAsync(Patience)).ShouldBe("it-IT fr-CA");
        (await pool.RunAsync(Callers.Cultures).WaitAsync(Patience)).ShouldBe(German);
    }

    [Fact]
    public async Task They_reach_the_items_of_maps_and_streams()
    {
        await using var pool = await Start(2);
        BeGerman();
        (await pool.MapAsync(Callers.IsGerman, Enumerable.Range(0, 500).ToArray(), new MapOptions { ChunkSize = 7 }).WaitAsync(Patience))
            .ShouldAllBe(one => one == 1);
        (await pool.MapAsync(Callers.CulturesOf, ["a", "b"], new MapOptions { ChunkSize = 1 }).WaitAsync(Patience)).ShouldBe(
            [$"a {German}", $"b {German}"]);
        (await pool.StarMapAsync<int, int, string>(Callers.CulturesOfTwo, [(1, 2)]).WaitAsync(Patience)).ShouldBe([$"1 2 {German}"]);
        await foreach (var one in pool.StreamAsync(Callers.IsGerman, Enumerable.Range(0, 500)))
            one.ShouldBe(1);
    }

    [Fact]
    public async Task They_reach_hosted_objects_child_processes_and_the_initializer()
    {
        BeGerman();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = Callers.NoteAtStart });
        (await pool.RunAsync(Callers.AtStart).WaitAsync(Patience)).ShouldBe(German);
        await using var made = await pool.HostAsync(() => new Callers.Made()).WaitAsync(Patience);
        (await made.RunAsync(x => x.At).WaitAsync(Patience)).ShouldBe(German);
        (await made.RunAsync(_ => Callers.Cultures()).WaitAsync(Patience)).ShouldBe(German);
        await using var child = ChildProcess.Start(Callers.Cultures);
        (await child.Result.WaitAsync(Patience)).ShouldBe(German);
        await using var plain = ChildProcess.Start(Callers.Cultures, new ChildProcessOptions { FlowCulture = false });
        (await plain.Result.WaitAsync(Patience)).ShouldBe(" ");
    }

    [Fact]
    public async Task Each_job_has_the_cultures_of_its_own_caller()
    {
        await using var pool = await Start();
        var names = new[] { "de-DE", "", "sv-SE", "de-DE", "ja-JP", "" };
        for (var round = 0; round < 3; round++)
        {
            var jobs = names.Select(name =>
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(name), CultureInfo
                    .InvariantCulture);
                return pool.RunAsync(Callers.Cultures);
            }).ToList();
            (await Task.WhenAll(jobs).WaitAsync(Patience)).ShouldBe(names.Select(name => $"{name} "));
        }
        await Task.Run(async () => (await pool.RunAsync(Callers.Cultures)).ShouldBe(" ")).WaitAsync(Patience);
    }

    [Fact]
    public async Task An_option_leaves_the_culture_behind()
    {
        BeGerman();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, FlowCulture = false, Initializer = Callers.NoteAtStart });
        (await pool.RunAsync(Callers.AtStart).WaitAsync(Patience)).ShouldBe(" ");
        (await pool.RunAsync(Callers.Cultures).WaitAsync(Patience)).ShouldBe(" ");
        (await pool.RunAsync(Callers.NestedCulturesOfItsOwn).WaitAsync(Patience)).ShouldBe(" ");
        (await pool.RunAsync(Callers.Cultures, new JobOptions { FlowCulture = true }).WaitAsync(Patience)).ShouldBe(German);
        (await pool.MapAsync(Callers.IsGerman, [1, 2]).WaitAsync(Patience)).ShouldBe([0, 0]);

        await using var other = await Start();
        (await other.RunAsync(Callers.Cultures, new JobOptions { FlowCulture = false }).WaitAsync(Patience)).ShouldBe(" ");
    }

    [Fact]
    public async Task Formats_that_a_program_has_changed_travel_with_the_culture()
    {
        await using var pool = await Start();
        var own = new CultureInfo("de-DE");
        (own.NumberFormat.NumberDecimalSeparator, own.NumberFormat.NumberGroupSeparator, own.DateTimeFormat.FirstDayOfWeek) =
            (",", "'", DayOfWeek.Wednesday);
        own.DateTimeFormat.DayNames = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
        CultureInfo.CurrentCulture = own;
        var here = Callers.Write(12345.5m);
        here.ShouldBe("12'345,50 So Wednesday");
        (await pool.RunAsync(Callers.Write, 12345.5m).WaitAsync(Patience)).ShouldBe(here);
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        (await pool.RunAsync(Callers.Write, 12345.5m).WaitAsync(Patience)).ShouldBe("12,345.50 Sunday Sunday");
    }

    [Fact]
    public async Task A_worker_loads_nothing_for_callers_that_have_nothing_set()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Callers.Cultures).WaitAsync(Patience)).ShouldBe(" ");
        (await pool.RunAsync(Callers.Loaded).WaitAsync(Patience)).ShouldNotContain("System.Diagnostics.DiagnosticSource");
    }

    /// <summary>In this spec alone: a culture flows with the execution context, and no further than that.</summary>
    private static void BeGerman() =>
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo("de-DE"), CultureInfo.GetCultureInfo(
            "fr-CA"));
}
