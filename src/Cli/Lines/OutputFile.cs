using Troupe.Cli.Exits;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Lines;

/// <summary>
/// The output file, which is emptied, or goes on with what it holds, when the first result comes: a run that cannot start
/// leaves it as it was. A plain file has one writer at a time.
/// </summary>
internal sealed class OutputFile : IResultOutput
{
    // EAGAIN: what a second writer of the file gets. A file system that has no locks gives something else.
    private const int Locked = 11;

    private readonly string _path;
    private readonly bool _isPlain;
    private FileStream _file;
    private long _keep;
    private bool _dropFailed;
    private bool _begun;

    private OutputFile(string path, FileAccess access)
    {
        if (Directory.Exists(path))
            throw new UsageException($"The output '{path}' is a folder. Give the name of a file in it.");
        _path = path;
        _file = Open(path, FileMode.OpenOrCreate, access);
        try
        {
            _isPlain = OperatingSystem.IsLinux() ? FileIdentity.Of(path) is { IsRegular: true } : _file.CanSeek;
            Lock(_file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>A file whose lines are to be those of this run alone.</summary>
    /// <exception cref="UsageException">It cannot be opened.</exception>
    public static OutputFile ToOverwrite(string path) => new(path, FileAccess.Write);

    /// <summary>A file to go on with: reads which items it holds. A torn last line will be cut off.</summary>
    /// <param name="path">The file; created when missing.</param>
    /// <param name="retryFailed">Whether lines of failed items are taken out, so that they are done again.</param>
    /// <param name="done">Gets the items that are done.</param>
    /// <exception cref="UsageException">It cannot be opened, or holds something else than results.</exception>
    public static async Task<OutputFile> ToResumeAsync(string path, bool retryFailed, DoneItems done)
    {
        var output = new OutputFile(path, FileAccess.ReadWrite);
        try
        {
            if (!output._isPlain)
                throw new UsageException($"--resume needs a plain file as its output, and '{path}' is not one.");
            await output.ScanAsync(retryFailed, done).ConfigureAwait(false);
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    public void Begin()
    {
        if (_begun)
            return;
        if (_dropFailed)
            DropFailed();
        if (_isPlain)
        {
            _file.SetLength(_keep);
            _file.Position = _keep;
        }

        _begun = true;
    }

    public void Write(ReadOnlySpan<byte> lines)
    {
        Begin();
        _file.Write(lines);
    }

    public void Dispose() => _file.Dispose();

    private async Task ScanAsync(bool retryFailed, DoneItems done)
    {
        var lines = new LineReader(_file);
        while (await lines.MoveNextAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // A kill in the middle of a write leaves a last line without its end.
            if (!lines.Terminated)
                break;
            var line = ResultLine.Parse(lines.Line) ?? throw new UsageException(
                $"Line {lines.Number} of '{_path}' is not a result of troupe map, so there is nothing to resume. "
                + "Give the output file of the earlier run, or leave --resume out to overwrite it.");
            var key = line.Key ?? throw new UsageException(
                $"Line {lines.Number} of '{_path}' has no sha256 that tells which item it is of: an earlier version of troupe wrote it, "
                + "and what it did cannot be resumed. Give another output file, or leave --resume out to overwrite this one.");
            _keep = lines.Position;
            if (line.Failed && retryFailed)
                _dropFailed = true;
            else
                done.Add(line.Index, key);
        }
    }

    // By way of a second file: a kill at any moment leaves either the old lines or the new ones.
    private void DropFailed()
    {
        // The file itself is replaced, not a link that leads to it.
        var path = File.ResolveLinkTarget(_path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(_path);
        var kept = path + ".resume";
        var target = new FileStream(kept, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 64 * 1024);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(target.SafeFileHandle, File.GetUnixFileMode(_file.SafeFileHandle));
            Lock(target);
            CopyGood(target);
            target.Flush(flushToDisk: true);
            File.Move(kept, path, overwrite: true);
        }
        catch
        {
            target.Dispose();
            File.Delete(kept);
            throw;
        }

        _file.Dispose();
        (_file, _keep, _dropFailed) = (target, target.Position, false);
    }

    private void CopyGood(FileStream target)
    {
        _file.Position = 0;
        var lines = new LineReader(_file);
        while (lines.Position < _keep && lines.MoveNextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            if (ResultLine.Parse(lines.Line) is not { Failed: false })
                continue;
            target.Write(lines.Line);
            target.WriteByte((byte)'\n');
        }
    }

    // Two runs into one file would tear each other's lines. This kind of lock, unlike that of FileShare, keeps no reader out.
    private void Lock(FileStream file)
    {
        if (!_isPlain || !OperatingSystem.IsLinux())
            return;
        try
        {
            file.Lock(0, 0);
        }
        catch (IOException error) when (error.HResult == Locked)
        {
            throw new UsageException(
                $"The output file '{_path}' is being written by another run. Wait for its end, or give another file.", error);
        }
        catch (IOException)
        {
            // A file system without locks.
        }
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(path, mode, access, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The output file '{path}' cannot be written: {error.Message}", error);
        }
    }
}
