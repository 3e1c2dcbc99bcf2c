using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Troupe.Tests.SmallProgram;

/// <summary>A program with a pool, to be started by specs: "add" adds in a worker, "serve" works until Ctrl+C, "full" fills its thread
/// pool, "leave" ends before what it has started, "loaded" tells what of Akka is loaded, "hosted" asks an actor in a worker, "actors" makes
/// the actor system that pools share.</summary>
public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable("SMALL_PROGRAM_UNGUARDED") is null)
            WorkerHost.RunIfWorker(arguments);
        if (arguments is ["full", var what])
            return FullThreadPool.Run(what);
        if (arguments is ["actors", var act])
            return await ActorProgram.Run(act);
        using var log = new Lines();
        if (arguments is ["leave", var left, ..])
            return await Leaving.Run(left, arguments is [.., "log"] ? log : NullLoggerFactory.Instance);
        await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 2, LoggerFactory = log });
        if (arguments is ["serve", ..])
            return await Serve(pool, arguments[1]);
        if (arguments is ["hosted"])
            return await HostedEcho.TellAsync(pool);
        if (arguments is ["loaded", var file])
            return await LoadedPackages.TellAsync(pool, file);
        Console.WriteLine($"sum {await pool.RunAsync(Add, 2, 3)}");
        return 0;
    }

    /// <summary>On Ctrl+C the accepted job is finished, not lost.</summary>
    private static async Task<int> Serve(ProcessPool pool, string gate)
    {
        var stop = new TaskCompletionSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.TrySetResult();
        };
        var job = pool.RunAsync(Wait, gate);
        await stop.Task;
        Console.WriteLine("stopping");
        pool.Complete();
        await pool.WaitForDrainAsync();
        Console.WriteLine($"job {await job}");
        return 0;
    }

    public static int Add(int a, int b) => a + b;

    public static string Wait(string gate)
    {
        File.WriteAllText(gate + ".waits", "");
        while (!File.Exists(gate))
            Thread.Sleep(5);
        return "done";
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Console.WriteLine($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
            // There is nothing to give back.
        }
    }
}
