namespace Troupe.Samples.Tutorial;

/// <summary>Images are fetched in parallel and written to files: Pool(3), apply_async(download, (url,)), close, join.</summary>
public static class ImageDownload
{
    // Waiting for a network needs no processes: tasks do it alone. They pay when what is done with the images may crash.
    public static async Task RunAsync()
    {
        using var server = ImageServer.Start();
        var folder = Directory.CreateTempSubdirectory("troupe-images-").FullName;
        await using var pool = await ProcessPool.StartAsync(workers: 3);
        var urls = new[] { "sun.bmp", "moon.bmp", "flaky.bmp", "gone.bmp", "stuck.bmp" }.Select(name => server.Address + name).ToArray();
        var options = new StreamOptions
        {
            ItemTimeout = TimeSpan.FromSeconds(3),
            Retry = RetryPolicy.OnWorkerLoss(attempts: 3).AndOn<HttpRequestException>().WithBackoff(TimeSpan.FromMilliseconds(20)),
        };

        // The tutorial never asks for results, so all its errors are lost. Here each url has its own outcome.
        await foreach (var image in pool.OutcomesAsync(
            (string url, CancellationToken token) => DownloadAsync(url, folder, token),
            urls,
            options))
        {
            var name = Path.GetFileName(urls[image.Index]);
            Console.WriteLine(image.IsCompletedSuccessfully
                ? $"{name}: {image.Value} bytes"
                : $"{name} failed: {image.Error!.GetType().Name}, {image.Error.Message}");
        }

        Console.WriteLine($"Files: {string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName).Order())}");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> DownloadAsync(string url, string folder, CancellationToken token)
    {
        // The server is on this machine, whatever proxy the machine has for others.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var bytes = await client.GetByteArrayAsync(new Uri(url), token);
        await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(url)), bytes, token);
        return bytes.Length;
    }
}
