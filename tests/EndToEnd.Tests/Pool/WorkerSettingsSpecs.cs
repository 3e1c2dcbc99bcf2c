using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class WorkerSettingsSpecs : PoolSpecs
{
    [Fact]
    public async Task The_initializer_runs_in_every_worker_and_in_replacements_before_the_first_job()
    {
        var options = new ProcessPoolOptions { Workers = 2, MaxTasksPerWorker = 1, Initializer = () => Work.SetNumber(100) };
        await using var pool = await Start(options);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => pool.RunAsync(Work.RaiseNumber))).WaitAsync(Patience);
        numbers.ShouldAllBe(number => number == 101);
    }

    [Fact]
    public async Task The_initializer_may_capture_and_be_async()
    {
        var number = 7;
        await using var pool = await Start(new ProcessPoolOptions
        {
            Workers = 1,
            InitializerAsync = async () =>
            {
                await Task.Delay(10);
                Work.SetNumber(number);
            },
        });
        (await pool.RunAsync(Work.Number).WaitAsync(Patience)).ShouldBe(7);
    }

    [Fact]
    public async Task The_initializer_may_be_any_lambda_also_one_that_only_throws()
    {
        var options = new ProcessPoolOptions { Workers = 1, Initializer = () => throw new InvalidDataException("not today") };
        (await Should.ThrowAsync<PoolStartException>(ProcessPool.StartAsync(options).WaitAsync(Patience))).InnerException
            .ShouldBeOfType<InvalidDataException>();
        options = new ProcessPoolOptions { Workers = 1, InitializerAsync = () => throw new InvalidDataException("not today either") };
        (await Should.ThrowAsync<PoolStartException>(ProcessPool.StartAsync(options).WaitAsync(Patience))).InnerException
            .ShouldBeOfType<InvalidDataException>();
    }

    [Fact]
    public async Task An_async_lambda_as_the_plain_initializer_is_refused_at_the_start_and_so_are_two()
    {
        var async = new ProcessPoolOptions { Workers = 1, Initializer = async () => await Task.Yield() };
        (await Should.ThrowAsync<FunctionRefusedException>(ProcessPool.StartAsync(async).WaitAsync(Patience))).Message
            .ShouldContain("async void");
        var both = new ProcessPoolOptions
        {
            Workers = 1,
            Initializer = () => Work.SetNumber(1),
            InitializerAsync = () => Task.CompletedTask
        };
        (await Should.ThrowAsync<ArgumentException>(ProcessPool.StartAsync(both).WaitAsync(Patience))).Message.ShouldContain("both set");
    }

    [Fact]
    public async Task Variables_are_added_changed_and_removed()
    {
        Environment.SetEnvironmentVariable("TROUPE_SPEC_INHERITED", "from the parent");
        Environment.SetEnvironmentVariable("TROUPE_SPEC_REMOVED", "from the parent");
        await using var pool = await Start(new ProcessPoolOptions
        {
            Workers = 1,
            Environment = { ["TROUPE_SPEC_ADDED"] = "naïve = ✓", ["TROUPE_SPEC_REMOVED"] = null },
        });
        (await pool.RunAsync(Work.Variable, "TROUPE_SPEC_ADDED")).ShouldBe("naïve = ✓");
        (await pool.RunAsync(Work.Variable, "TROUPE_SPEC_INHERITED")).ShouldBe("from the parent");
        (await pool.RunAsync(Work.Variable, "TROUPE_SPEC_REMOVED")).ShouldBeNull();
    }

    [Fact]
    public async Task The_working_directory_is_the_parents_or_the_one_asked_for()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Scratch(), "a folder with spaces")).FullName;
        await using (var pool = await Start())
            (await pool.RunAsync(Work.Folder)).ShouldBe(Environment.CurrentDirectory);
        await using (var pool = await Start(new ProcessPoolOptions { Workers = 1, WorkingDirectory = folder }))
            (await pool.RunAsync(Work.Folder)).ShouldBe(folder);
    }

    [Fact]
    public async Task An_array_of_a_megabyte_is_a_young_object_in_a_worker_unless_the_program_says_otherwise()
    {
        await using (var pool = await Start())
            (await pool.RunAsync(() => GC.GetGeneration(new byte[1 << 20])).WaitAsync(Patience)).ShouldBe(0);
        await using (var pool = await Start(new ProcessPoolOptions { Workers = 1, Environment = { ["DOTNET_GCLOHThreshold"] = null } }))
            (await pool.RunAsync(() => GC.GetGeneration(new byte[1 << 20])).WaitAsync(Patience)).ShouldBe(2);
    }

    [Fact]
    public async Task Functions_outside_of_the_allowed_assemblies_are_refused_and_the_worker_lives()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, AllowedAssemblies = ["Some.Other.Assembly"] });
        await Should.ThrowAsync<FunctionRefusedException>(pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience));
        pool.Snapshot().Workers.Single().Generation.ShouldBe(1);
        await using var open = await Start(new ProcessPoolOptions { Workers = 1, AllowedAssemblies = ["Troupe.EndToEnd.Tests"] });
        (await open.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task A_message_longer_than_the_limit_is_refused_and_the_pool_goes_on()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, MaxMessageBytes = 64 * 1024 });
        await Should.ThrowAsync<PayloadTooLargeException>(
            async () => await pool.RunAsync(Work.Length, new byte[100_000]).WaitAsync(Patience));
        await Should.ThrowAsync<Exception>(pool.RunAsync(Work.Bytes, 100_000).WaitAsync(Patience));
        (await pool.RunAsync(Work.Length, new byte[60_000]).WaitAsync(Patience)).ShouldBe(60_000);
    }

    [Fact]
    public async Task A_spare_worker_is_kept_warm_and_does_not_raise_the_number_that_run_at_once()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, SpareWorkers = 1 });
        await AllReady(pool, 2);
        var first = pool.RunAsync(Gate.Pass, gate);
        var second = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var look = pool.Snapshot();
        (look.Running, look.Waiting, look.Workers.Count).ShouldBe((1, 1, 2));
        Gate.Open(gate);
        await Task.WhenAll(first, second).WaitAsync(Patience);
        Gate.Waiting(gate).ShouldBe(2);
    }

    [Fact]
    public async Task A_spare_worker_takes_over_at_once_from_one_that_is_gone()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, SpareWorkers = 1, MaxTasksPerWorker = 1 });
        await AllReady(pool, 2);
        var first = await pool.RunAsync(Work.Pid).WaitAsync(Patience);
        var second = await pool.RunAsync(Work.Pid).WaitAsync(Patience);
        second.ShouldNotBe(first);
    }
}
