namespace Troupe.Cli.Lines;

/// <summary>Opens the output file, empty or to go on with what it holds.</summary>
internal static class OutputFile
{
    public static FileStream OpenEmpty(string path) => Open(path, FileMode.Create, FileAccess.Write);

    /// <summary>Reads which items the file holds, cuts off a torn last line, and goes to the end.</summary>
    /// <param name="path">The file; created when missing.</param>
    /// <param name="retryFailed">Whether lines of failed items are taken out, so that they are done again.</param>
    /// <returns>The file, ready to be appended to, and the items that are done.</returns>
    /// <exception cref="UsageException">It cannot be opened, or holds something else than results.</exception>
    public static async Task<(FileStream File, ItemSet Done)> ResumeAsync(string path, bool retryFailed)
    {
        var file = Open(path, FileMode.OpenOrCreate);
        try
        {
            var (done, length, failed) = await ScanAsync(file, path, retryFailed).ConfigureAwait(false);
            if (retryFailed && failed > 0)
            {
                await RemoveFailedAsync(file, path, length).ConfigureAwait(false);
                await file.DisposeAsync().ConfigureAwait(false);
                file = Open(path, FileMode.Open);
                length = file.Length;
            }

            file.SetLength(length);
            file.Position = length;
            return (file, done);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<(ItemSet Done, long Length, long Failed)> ScanAsync(FileStream file, string path, bool retryFailed)
    {
        var (done, length, failed) = (new ItemSet(), 0L, 0L);
        var lines = new LineReader(file);
        while (await lines.MoveNextAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // A kill in the middle of a write leaves a last line without its end.
            if (!lines.Terminated)
                break;
            var line = ResultLine.Parse(lines.Line) ?? throw new UsageException(
                $"Line {lines.Number} of '{path}' is not a result of troupe map, so there is nothing to resume. Give the output file of the earlier run, or leave --resume out to overwrite it.");
            length = lines.Position;
            failed += line.Failed ? 1 : 0;
            if (!(line.Failed && retryFailed))
                done.Add(line.Index);
        }

        return (done, length, failed);
    }

    // By way of a second file: a kill at any moment leaves either the old lines or the new ones.
    private static async Task RemoveFailedAsync(FileStream file, string path, long length)
    {
        var kept = path + ".resume";
        var target = Open(kept, FileMode.Create);
        await using (target.ConfigureAwait(false))
        {
            file.Position = 0;
            var lines = new LineReader(file);
            while (lines.Position < length && await lines.MoveNextAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (ResultLine.Parse(lines.Line) is { Failed: false })
                {
                    target.Write(lines.Line);
                    target.WriteByte((byte)'\n');
                }
            }

            target.Flush(flushToDisk: true);
        }

        File.Move(kept, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.ReadWrite)
    {
        try
        {
            return new FileStream(path, mode, access, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The output file '{path}' cannot be written: {error.Message}", error);
        }
    }
}
