using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Troupe.Cli.Map;

namespace Troupe.Cli.Lines;

/// <summary>
/// Turns lines into items. It ends softly, as at the end of the input, when it is stopped or comes to a line that is no
/// item, so that the items before it still get their results.
/// </summary>
internal sealed class ItemSource(LineReader lines, bool rawLines, ItemSet done, Flow flow, CancellationToken stop)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<long, long> _indexes = [];
    private readonly Lock _gate = new();
    private long _given;
    private long _skipped;
    private long _bytes;

    /// <summary>What is wrong with the input; null as long as nothing is.</summary>
    public UsageException? Problem { get; private set; }

    /// <summary>Items that were given out.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>Items that were done before.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Bytes of the input that were gone through.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The items that are not done yet, in order. For one reader, once.</summary>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        for (var index = 0L; await MoveNextAsync(either.Token).ConfigureAwait(false);)
        {
            Volatile.Write(ref _bytes, lines.Position);
            // JSON takes no notice of blank lines; to a string an empty line is an empty string.
            if (!rawLines && lines.Line.TrimStart(" \t\r"u8).IsEmpty)
                continue;
            var isDone = done.Contains(index);
            var text = isDone ? "" : Decode();
            if (text is null)
                yield break;
            if (isDone)
                Interlocked.Increment(ref _skipped);
            else if (await TryGiveAsync(index, either.Token).ConfigureAwait(false))
                yield return text;
            else
                yield break;
            index++;
        }
    }

    /// <summary>Which item of the input was given out as number <paramref name="given"/>. Asked once for each.</summary>
    public long IndexOf(long given)
    {
        if (done.IsEmpty)
            return given;
        lock (_gate)
        {
            _indexes.Remove(given, out var index);
            return index;
        }
    }

    private async ValueTask<bool> TryGiveAsync(long index, CancellationToken cancellationToken)
    {
        try
        {
            await flow.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        if (!done.IsEmpty)
        {
            lock (_gate)
                _indexes.Add(_given, index);
        }

        Interlocked.Increment(ref _given);
        return true;
    }

    private async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !cancellationToken.IsCancellationRequested && await lines.MoveNextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (UsageException error)
        {
            Problem = error;
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = new UsageException($"The input cannot be read after line {lines.Number}: {error.Message}", error);
            return false;
        }
    }

    private string? Decode()
    {
        try
        {
            if (!rawLines)
                CheckJson(lines.Line);
            return Utf8.GetString(lines.Line);
        }
        catch (JsonException error)
        {
            Problem = new UsageException($"Line {lines.Number} of the input is not JSON: {Reason(error)} The function's parameter is no string, so each line is read as one JSON value.", error);
        }
        catch (DecoderFallbackException error)
        {
            Problem = new UsageException($"Line {lines.Number} of the input is not UTF-8 text.", error);
        }

        return null;
    }

    private static void CheckJson(ReadOnlySpan<byte> line)
    {
        // Deeper values are the worker's to refuse, with the item's own error.
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1024 });
        while (reader.Read())
        {
            // Reads to the end: a second value or a torn one throws.
        }
    }

    // "… LineNumber: 0 | BytePositionInLine: 3." counts within the value; the input's line is what helps.
    private static string Reason(JsonException error) =>
        error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var tail and > 0 ? error.Message[..tail] : error.Message;
}
