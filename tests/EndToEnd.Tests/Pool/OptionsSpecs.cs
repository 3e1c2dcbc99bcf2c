using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class OptionsSpecs : PoolSpecs
{
    public static TheoryData<string, Action<ProcessPoolOptions>, string> OutOfRange => new()
    {
        { "Workers", o => o.Workers = 0, "ProcessPoolOptions.Workers is 0; it must be 1 to 1,024 worker processes." },
        { "Workers", o => o.Workers = -1, "ProcessPoolOptions.Workers is -1; it must be 1 to 1,024 worker processes." },
        { "Workers", o => o.Workers = 1025, "ProcessPoolOptions.Workers is 1025; it must be 1 to 1,024 worker processes." },
        { "SpareWorkers", o => o.SpareWorkers = -1, "ProcessPoolOptions.SpareWorkers is -1; it must be 0 to 1,024 spare processes." },
        {
            "MaxTasksPerWorker",
            o => o.MaxTasksPerWorker = 0,
            "ProcessPoolOptions.MaxTasksPerWorker is 0; it must be at least 1 job; null means no limit."
        },
        { "SoftMemoryLimit", o => o.SoftMemoryLimit = 0, "ProcessPoolOptions.SoftMemoryLimit is 0; it must be 64 MiB or more in bytes, "
            + "since a worker holds some 40 by itself; null means no limit." },
        {
            "SoftMemoryLimit",
            o => (o.SoftMemoryLimit, o.HardMemoryLimit) = (200 << 20, 100 << 20),
            "ProcessPoolOptions.SoftMemoryLimit is 209715200; it must be at most the HardMemoryLimit of 104857600, which kills before."
        },
        { "HardMemoryLimit", o => o.HardMemoryLimit = -5, "ProcessPoolOptions.HardMemoryLimit is -5; it must be 64 MiB or more in "
            + "bytes, since a worker holds some 40 by itself; null means no limit." },
        {
            "GracePeriod",
            o => o.GracePeriod = TimeSpan.FromSeconds(-1),
            "ProcessPoolOptions.GracePeriod is -00:00:01; it must be a time that is not negative."
        },
        { "StartTimeout", o => o.StartTimeout = TimeSpan.Zero, "ProcessPoolOptions.StartTimeout is 00:00:00; it must be a time above 0." },
        {
            "DrainTimeout",
            o => o.DrainTimeout = TimeSpan.FromSeconds(-1),
            "ProcessPoolOptions.DrainTimeout is -00:00:01; it must be a time that is not negative."
        },
        { "QueueCapacity", o => o.QueueCapacity = 0, "ProcessPoolOptions.QueueCapacity is 0; it must be at least 1 job." },
        { "MaxMessageBytes", o => o.MaxMessageBytes = 1023, "ProcessPoolOptions.MaxMessageBytes is 1023; it must be 1 KiB to 1 GiB." },
        {
            "WorkingDirectory",
            o => o.WorkingDirectory = "/no/such/folder",
            "ProcessPoolOptions.WorkingDirectory is /no/such/folder; it must be a directory that exists."
        },
        {
            "PluginPath",
            o => o.PluginPath = "/no/such/plugin.dll",
            "ProcessPoolOptions.PluginPath is /no/such/plugin.dll; it must be an assembly file that exists."
        },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task An_option_out_of_its_range_is_refused_at_the_start_and_named(
        string name,
        Action<ProcessPoolOptions> spoil,
        string text)
    {
        var options = new ProcessPoolOptions();
        spoil(options);
        var error = await Should.ThrowAsync<ArgumentOutOfRangeException>(ProcessPool.StartAsync(options).WaitAsync(Patience));
        error.ParamName.ShouldBe(name);
        error.Message.ShouldStartWith(text);
    }

    [Fact]
    public async Task An_option_that_may_not_be_null_is_refused()
    {
        await Should.ThrowAsync<ArgumentNullException>(ProcessPool.StartAsync((ProcessPoolOptions)null!));
        await Should.ThrowAsync<ArgumentNullException>(ProcessPool.StartAsync(new ProcessPoolOptions { Retry = null! }));
        await Should.ThrowAsync<ArgumentNullException>(ProcessPool.StartAsync(new ProcessPoolOptions { LoggerFactory = null! }));
        await Should.ThrowAsync<ArgumentNullException>(ProcessPool.StartAsync(new ProcessPoolOptions { TimeProvider = null! }));
        await Should.ThrowAsync<ArgumentNullException>(ProcessPool.StartAsync(new ProcessPoolOptions { Environment = null! }));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(ProcessPool.StartAsync(workers: 0));
    }

    [Fact]
    public void Limits_of_jobs_and_items_are_checked_where_they_are_set()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new JobOptions { Timeout = TimeSpan.Zero });
        Should.Throw<ArgumentOutOfRangeException>(() => new JobOptions { QueueTimeout = TimeSpan.FromSeconds(-1) });
        Should.Throw<ArgumentOutOfRangeException>(() => new MapOptions { ChunkSize = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new StreamOptions { LookAhead = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => RetryPolicy.OnWorkerLoss(0));
        Should.Throw<ArgumentOutOfRangeException>(() => RetryPolicy.None.WithBackoff(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task A_limit_longer_than_any_timer_is_a_limit_that_never_comes()
    {
        var longest = TimeSpan.MaxValue;
        await using var pool = await Start(
            new ProcessPoolOptions { Workers = 1, GracePeriod = longest, StartTimeout = longest, DrainTimeout = longest });
        var options = new JobOptions { Timeout = longest, QueueTimeout = longest };
        (await pool.RunAsync(Arithmetic.Add, 2, 3, options).WaitAsync(Patience)).ShouldBe(5);
        (await pool.MapAsync(Arithmetic.Square, [1, 2], new MapOptions { ItemTimeout = longest }).WaitAsync(Patience)).ShouldBe([1, 4]);
    }

    [Fact]
    public async Task The_options_are_copied_at_the_start()
    {
        var options = new ProcessPoolOptions { Workers = 1 };
        await using var pool = await Start(options);
        options.Workers = 7;
        pool.Workers.ShouldBe(1);
    }
}
