using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Configuration;

namespace Troupe;

/// <summary>How a pool is set up. Checked as a whole when the pool starts; not changed afterwards.</summary>
public sealed record ProcessPoolOptions
{
    /// <summary>A worker that has nothing to do holds some 40 MB: a limit below this is a mistake, most often of the unit.</summary>
    internal const long LeastMemory = 64L << 20;

    internal const string MemoryRule = "64 MiB or more in bytes, since a worker holds some 40 by itself; null means no limit";

    /// <summary>
    /// How many worker processes run jobs at once, 1 to 1,024. Default: one per processor, as the process may use them
    /// (affinity and container limits count).
    /// </summary>
    public int Workers { get; set; } = System.Environment.ProcessorCount;

    /// <summary>
    /// How many further processes are kept warm, so that a lost worker leaves no gap. They take turns with the others; never more than
    /// <see cref="Workers"/> are busy at once. Default 0.
    /// </summary>
    public int SpareWorkers { get; set; }

    /// <summary>After this many jobs (a chunk counts as one) a worker is replaced by a fresh process. 1 isolates: each job has statics of
    /// its own, at the price of a process start. Null, the default: never.</summary>
    public int? MaxTasksPerWorker { get; set; }

    /// <summary>A worker that holds more than this is replaced after its job: bytes, or a share of the container's memory. At least 64 MiB,
    /// and at most <see cref="HardMemoryLimit"/>. Null, the default: no limit.</summary>
    public MemoryLimit? SoftMemoryLimit { get; set; }

    /// <summary>
    /// A worker that holds more than this is killed; its job ends with <see cref="MemoryLimitExceededException"/>. Bytes, or a share of
    /// the container's memory. Looked at five times a second. At least 64 MiB. Null, the default: no limit.
    /// </summary>
    public MemoryLimit? HardMemoryLimit { get; set; }

    /// <summary>
    /// Runs in each worker before its first job, also in replacements: a static method without parameters, or a lambda, which may
    /// capture plain data: <c>() => Prepare(path)</c>. When it throws, exits or hangs in every worker,
    /// <see cref="ProcessPool.StartAsync(ProcessPoolOptions, CancellationToken, string, int)"/> throws <see cref="PoolStartException"/>. An
    /// async lambda belongs to <see cref="InitializerAsync"/>; here it is refused at the start. Default: none.
    /// </summary>
    public Action? Initializer { get; set; }

    /// <summary>
    /// The same for asynchronous code: <c>async () => await PrepareAsync(path)</c>. Its worker is ready when the task has ended. Only one
    /// of this and <see cref="Initializer"/> may be set. Default: none.
    /// </summary>
    public Func<Task>? InitializerAsync { get; set; }

    /// <summary>How long a job that holds its token has to end after it was cancelled or its time was up. Default 5 s.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker may take from its start to the end of its initializer. Default 30 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="ProcessPool.DisposeAsync"/> waits for accepted jobs before it cancels them and logs
    /// how many they were, without a <see cref="LoggerFactory"/> on the standard error. Default 30 s, as the generic host's.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many jobs may wait for a worker. Default: no limit.</summary>
    public int QueueCapacity { get; set; } = int.MaxValue;

    /// <summary>What happens when the queue is full. Default: the call waits.</summary>
    public QueueFullMode QueueFullMode { get; set; } = QueueFullMode.Wait;

    /// <summary>The retry policy of jobs that name none. Default: none; a job runs at most once.</summary>
    public RetryPolicy Retry { get; set; } = RetryPolicy.None;

    /// <summary>
    /// Whether a job, an item and the initializer run in the culture of the code that submits them (<c>CurrentCulture</c> and
    /// <c>CurrentUICulture</c>), as with <c>Task.Run</c>, changed formats included. False: in the workers' own, which the environment sets.
    /// Default true; <see cref="JobOptions.FlowCulture"/> overrides it for a job.
    /// </summary>
    public bool FlowCulture { get; set; } = true;

    /// <summary>What happens to what workers write to their console. Default: it appears on this process' own.</summary>
    public OutputMode OutputMode { get; set; } = OutputMode.Inherit;

    /// <summary>Variables that workers have besides those of this process; a null value removes one. Copied at the start. Never put secrets
    /// here.</summary>
    public IDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>The working directory of the workers. Null, the default: this process' own.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// The path of a plug-in assembly in whose own dependencies the workers run. Its functions are called by name, and
    /// this process never loads it. Null, the default: workers run this program's assemblies.
    /// </summary>
    public string? PluginPath { get; set; }

    /// <summary>
    /// Simple names of the only assemblies whose functions may be called. Null, the default: the program's own and its
    /// dependencies that are not part of the framework.
    /// </summary>
    public IList<string>? AllowedAssemblies { get; set; }

    /// <summary>The longest argument or result message, in bytes. Default 1 GiB; at most that.</summary>
    public long MaxMessageBytes { get; set; } = Jobs.CallRules.DefaultMaxMessageBytes;

    /// <summary>
    /// Whether workers open .NET's diagnostics port: for debuggers and dumps, and so that a worker that is killed because a
    /// job's time was up first tells what it was doing (<see cref="JobTimeoutException.ManagedStacks"/>; on Linux). Default
    /// false: an open port is a door for the same user's processes. Such a kill then comes up to 1 s later.
    /// </summary>
    public bool EnableDiagnostics { get; set; }

    /// <summary>Where the pool and its jobs log, also the errors of jobs whose tasks were dropped unobserved. Default:
    /// nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>
    /// The clock of timers in the pool's own process; the workers' runs are always measured by the system's. One that throws is
    /// replaced by the system's: see <see cref="ProcessPool.CallbackFailed"/>. From then on calls with a time limit fail with what it
    /// threw. Default: the system's.
    /// </summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Whichever of the two initializers is set.</summary>
    internal Delegate? AnyInitializer => (Delegate?)Initializer ?? InitializerAsync;

    /// <summary>The same for what outlives the caller's hold on the pool: the caller's closures may lead back to the pool, and are
    /// encoded by then.</summary>
    internal ProcessPoolOptions WithoutClosures() =>
        AnyInitializer is null ? this : this with { Initializer = static () => { }, InitializerAsync = null };

    /// <summary>
    /// Reads the section <c>troupe.pool</c> of a HOCON file, such as <c>config/troupe.conf</c>; what it leaves out keeps its default.
    /// </summary>
    /// <param name="path">The file. Relative paths inside of it are relative to its folder.</param>
    /// <returns>The caller's own options, already checked.</returns>
    /// <exception cref="InvalidConfigurationException">
    /// The file is no HOCON, has no such section, or has a key or a value that is wrong.
    /// </exception>
    /// <exception cref="IOException">The file is missing, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
    /// <remarks>
    /// The same section of an Akka configuration that is loaded already: <see cref="AkkaConfigExtensions.GetProcessPoolOptions"/>.
    /// </remarks>
    public static ProcessPoolOptions Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PoolConfiguration.Load(path);
    }

    /// <summary>What calls have to know.</summary>
    internal Jobs.CallRules ToCallRules() =>
        new()
        {
            MaxMessageBytes = MaxMessageBytes,
            FlowCulture = FlowCulture,
            PluginPath = PluginPath,
            Retry = Retry,
            QueueFullMode = QueueFullMode
        };

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it and the range.</exception>
    internal void Validate()
    {
        if (FirstOutOfRange() is { } wrong)
        {
            throw new ArgumentOutOfRangeException(
                wrong.Option, wrong.Value, $"ProcessPoolOptions.{wrong.Option} is {wrong.Value ?? "null"}; it must be {wrong.Range}.");
        }
        if (Initializer is not null && InitializerAsync is not null)
        {
            throw new ArgumentException(
                "ProcessPoolOptions.Initializer and InitializerAsync are both set; set one, and let it call the other.",
                nameof(InitializerAsync));
        }

        ArgumentNullException.ThrowIfNull(Retry);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(Environment);
    }

    internal static bool IsEnough(MemoryLimit? limit) => limit is null || limit.Value.InBytes >= LeastMemory;

    /// <summary>The first option that is out of its range, with what it must be; null when there is none.</summary>
    internal (string Option, object? Value, string Range)? FirstOutOfRange()
    {
        (bool Holds, string Option, object? Value, string Range)[] ranges =
        [
            (Workers is >= 1 and <= 1024, nameof(Workers), Workers, "1 to 1,024 worker processes"),
            (SpareWorkers is >= 0 and <= 1024, nameof(SpareWorkers), SpareWorkers, "0 to 1,024 spare processes"),
            (MaxTasksPerWorker is null or >= 1, nameof(MaxTasksPerWorker), MaxTasksPerWorker, "at least 1 job; null means no limit"),
            (IsEnough(SoftMemoryLimit), nameof(SoftMemoryLimit), SoftMemoryLimit?.Explained, MemoryRule),
            (IsEnough(HardMemoryLimit), nameof(HardMemoryLimit), HardMemoryLimit?.Explained, MemoryRule),
            (!(SoftMemoryLimit?.InBytes > HardMemoryLimit?.InBytes), nameof(SoftMemoryLimit), SoftMemoryLimit?.Explained,
                $"at most the HardMemoryLimit of {HardMemoryLimit?.Explained}, which kills before"),
            (GracePeriod >= TimeSpan.Zero, nameof(GracePeriod), GracePeriod, "a time that is not negative"),
            (StartTimeout > TimeSpan.Zero, nameof(StartTimeout), StartTimeout, "a time above 0"),
            (DrainTimeout >= TimeSpan.Zero, nameof(DrainTimeout), DrainTimeout, "a time that is not negative"),
            (QueueCapacity >= 1, nameof(QueueCapacity), QueueCapacity, "at least 1 job"),
            (MaxMessageBytes is >= 1024 and <= 1L << 30, nameof(MaxMessageBytes), MaxMessageBytes, "1 KiB to 1 GiB"),
            (WorkingDirectory is null || Directory.Exists(WorkingDirectory), nameof(WorkingDirectory), WorkingDirectory,
                "a directory that exists"),
            (PluginPath is null || File.Exists(PluginPath), nameof(PluginPath), PluginPath, "an assembly file that exists"),
        ];
        foreach (var (holds, option, value, range) in ranges)
        {
            if (!holds)
                return (option, value, range);
        }
        return null;
    }
}
