using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Troupe.Cli.Exits;

namespace Troupe.Cli.Lines;

/// <summary>
/// Turns lines into items. It ends softly, as at the end of the input, when it is stopped or comes to a line that is no item
/// and may not pass it, so that the items before it still get their results.
/// </summary>
internal sealed class ItemSource(LineReader lines, bool rawLines, DoneItems done, Flow flow, CancellationToken stop)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<long, Item> _underWay = [];
    private readonly Lock _gate = new();
    private long _submitted;
    private long _sequence;
    private long _skipped;
    private long _bytes;

    /// <summary>Gets the lines that are no items, and what is wrong with each; null ends the run at the first.</summary>
    public Func<Item, BadItemException, ValueTask>? PassBad { get; init; }

    /// <summary>Whether items keep their text.</summary>
    public bool KeepTexts { get; init; }

    /// <summary>What is wrong with the input; null as long as nothing is.</summary>
    public UsageException? Problem { get; private set; }

    /// <summary>Whether the input was gone through to its end.</summary>
    public bool ReadAll { get; private set; }

    /// <summary>Items that were done before.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Bytes of the input that were gone through.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The items that are not done yet, in order. For one reader, once.</summary>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        for (var position = 0L; await MoveNextAsync(either.Token).ConfigureAwait(false);)
        {
            Volatile.Write(ref _bytes, lines.Position);
            // JSON takes no notice of blank lines; to a string an empty line is an empty string.
            if (!rawLines && !lines.TooLong && lines.Line.TrimStart(" \t\r\n"u8).IsEmpty)
                continue;
            var key = lines.Key;
            if (done.Contains(position++, key, out var index))
            {
                Interlocked.Increment(ref _skipped);
                continue;
            }

            var (text, problem) = Decode();
            if (problem is not null && PassBad is null)
            {
                Problem = new UsageException($"{problem.Message} --keep-going skips it and writes an error for it.", problem);
                yield break;
            }

            if (!await TryTakeAsync(either.Token).ConfigureAwait(false))
                yield break;
            var item = new Item(_sequence++, index, key, KeepTexts ? text : null);
            if (problem is not null)
            {
                await PassBad!(item, problem).ConfigureAwait(false);
                continue;
            }

            lock (_gate)
                _underWay.Add(_submitted++, item);
            yield return text;
        }
    }

    /// <summary>Which item was given out as number <paramref name="number"/>. Asked once for each.</summary>
    public Item Submitted(long number)
    {
        lock (_gate)
        {
            _underWay.Remove(number, out var item);
            return item;
        }
    }

    private async ValueTask<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await flow.TakeAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (cancellationToken.IsCancellationRequested)
                return false;
            var moved = await lines.MoveNextAsync(cancellationToken).ConfigureAwait(false);
            ReadAll = !moved;
            return moved;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = new UsageException($"The input cannot be read after line {lines.Number}: {error.Message}", error);
            return false;
        }
    }

    private (string Text, BadItemException? Problem) Decode()
    {
        if (lines.TooLong)
            return ("", Bad<InvalidDataException>($"is longer than {Size(lines.Longest)}; one item cannot be larger"));
        try
        {
            var text = s_utf8.GetString(lines.Line);
            if (!rawLines)
                CheckJson(lines.Line);
            return (text, null);
        }
        catch (JsonException error)
        {
            return (
                Encoding.UTF8.GetString(lines.Line),
                Bad<JsonException>(
                    $"is not JSON: {Reason(error)} The function's parameter is no string, so each line is read as one JSON value"));
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.UTF8.GetString(lines.Line), Bad<DecoderFallbackException>("is not UTF-8 text"));
        }
    }

    private BadItemException Bad<TKind>(string what) => new($"Line {lines.Number} of the input {what}.", typeof(TKind).FullName!);

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

    private static string Size(int bytes) => bytes == LineReader.LongestOfAll ? "1 GiB" : $"{bytes:N0} bytes";
}
