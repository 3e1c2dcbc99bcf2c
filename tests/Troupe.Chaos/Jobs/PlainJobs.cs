using System.Diagnostics;

namespace Troupe.Chaos.Jobs;

/// <summary>The jobs of the load that need nothing but their worker.</summary>
internal static class PlainJobs
{
    public const string Thrown = "This job throws.";

    private const int PrintedLine = 1024;

    public static Task<ulong> Sleep(long number, int milliseconds) => WorkerLedger.RunAsync(number, async () =>
    {
        await Task.Delay(milliseconds, JobContext.Current.CancellationToken);
        return Mix.Of(number);
    });

    public static ulong Compute(long number, int milliseconds) => WorkerLedger.Run(number, () =>
    {
        var token = JobContext.Current.CancellationToken;
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < milliseconds)
            token.ThrowIfCancellationRequested();
        return Mix.Of(number);
    });

    public static byte[] Echo(long number, byte[] bytes) => WorkerLedger.Run(number, () => bytes);

    public static ulong Throw(long number) => WorkerLedger.Run<ulong>(number, () => throw new InvalidOperationException(Thrown));

    public static ulong Print(long number, int bytes) => WorkerLedger.Run(number, () =>
    {
        var line = new string('x', PrintedLine - 1);
        for (var printed = 0; printed < bytes; printed += PrintedLine)
            Console.WriteLine(line);
        return Mix.Of(number);
    });

    /// <summary>Starts a program and waits for it.</summary>
    public static ulong StartProgram(long number) => WorkerLedger.Run(number, () =>
    {
        using var child = Process.Start(new ProcessStartInfo("/bin/true") { UseShellExecute = false })!;
        child.WaitForExit();
        return Mix.Of(number);
    });
}
