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

// What 'docker stop' sends. Files under way are finished and written; the others are left.
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Retry = RetryPolicy.OnWorkerLoss(3) });
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
return stop.IsCancellationRequested ? 143 : failed > 0 ? 1 : 0;

static string Sha256(string path)
{
    using var file = File.OpenRead(path);
    return Convert.ToHexStringLower(SHA256.HashData(file));
}
