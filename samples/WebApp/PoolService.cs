namespace Troupe.Samples.WebApp;

/// <summary>One pool for the whole program: started before the first request, ended after the last.</summary>
public sealed class PoolService(ILoggerFactory loggers) : IHostedService
{
    private ProcessPool? _pool;

    public ProcessPool Pool => _pool ?? throw new InvalidOperationException("The pool has not been started yet.");

    public async Task StartAsync(CancellationToken cancellationToken) => _pool = await ProcessPool.StartAsync(
        new ProcessPoolOptions
        {
            Workers = 2,
            QueueCapacity = 100,
            QueueFullMode = QueueFullMode.Throw,
            HardMemoryLimit = 1L << 30,
            DrainTimeout = TimeSpan.FromSeconds(20), // less than the host's ShutdownTimeout, 30 s
            LoggerFactory = loggers,
            OutputMode = OutputMode.Forward,
        },
        cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_pool is not null)
            await _pool.DisposeAsync();
    }
}
