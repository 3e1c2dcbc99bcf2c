using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Troupe;

// Checksums FOLDER RESULT: the SHA-256 hashes of all files below a folder, as 'sha256sum' writes them. A file whose worker
// dies, or that cannot be read, is told on standard error and costs nothing but its own line.
if (args is not [var folder, var result])
{
    Console.Error.WriteLine("Usage: Checksums FOLDER RESULT");
    return 2;
}

// What 'docker stop' and Ctrl+C send: files under way are finished and written, the others are left. Both have to be handled here,
// since the system does not end the first process of a container by a signal.
using var stop = new CancellationTokenSource();
var exitCode = 0;
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, 143));
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, 130));

// As many workers as the container has cpus; one that takes half of its memory is ended before the container is.
await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions
{
    HardMemoryLimit = MemoryLimit.OfShare(0.5),
    Retry = RetryPolicy.OnWorkerLoss(3),
});
await using var lines = new StreamWriter(result);
string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
var failed = 0;
await foreach (var outcome in pool.OutcomesAsync(Sha256, paths.TakeWhile(_ => !stop.IsCancellationRequested)))
{
    if (outcome.IsCompletedSuccessfully)
    {
        await lines.WriteLineAsync($"{outcome.Value}  {paths[outcome.Index]}");
        continue;
    }
    failed++;
    Console.Error.WriteLine($"{paths[outcome.Index]}: {outcome.Error.Message}");
}
return stop.IsCancellationRequested ? exitCode : failed > 0 ? 1 : 0;

void Stop(PosixSignalContext signal, int code)
{
    signal.Cancel = true;
    exitCode = code;
    stop.Cancel();
}

static string Sha256(string path)
{
    using var file = File.OpenRead(path);
    return Convert.ToHexStringLower(SHA256.HashData(file));
}
