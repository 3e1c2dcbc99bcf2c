using System.Text.Json;
using Troupe.Cli.Display;
using Troupe.Cli.Exits;
using Troupe.Cli.Lines;
using Troupe.Cli.Metadata;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>
/// One run of <c>troupe map</c>: input file, item source, pool, result writer, output file, in this order. A stop, by a
/// signal, a bad line or a failed item, ends the source; what is under way then finishes and is written. When results can
/// be written no longer, all ends at once.
/// </summary>
internal sealed class MapRun : IDisposable
{
    private readonly MapArguments _arguments;
    private readonly ProcessPoolOptions _poolOptions;
    private readonly IResultOutput _output;
    private readonly DoneItems _done;
    private readonly ItemSource _source;
    private readonly Flow _flow;
    private readonly ResultText _text;
    private readonly ResultWriter _writer;
    private readonly RunFigures _figures;
    private readonly IDisplay _display;
    private readonly StopSignals _signals;
    private readonly bool _rawLines;
    // Results come from the pool, bad lines from the source.
    private readonly SemaphoreSlim _writing = new(1);
    private Exception? _end;

    private MapRun(
        MapArguments arguments, ProcessPoolOptions poolOptions, bool rawLines, Stream input, IResultOutput output, DoneItems done,
        IDisplay display, StopSignals signals)
    {
        (_arguments, _poolOptions, _rawLines, _output, _done) = (arguments, poolOptions, rawLines, output, done);
        (_display, _signals) = (display, signals);
        _flow = new Flow(LeastUnderWay, TimeProvider.System);
        var longest = (int)Math.Min(LineReader.LongestOfAll, poolOptions.MaxMessageBytes - LineReader.MessageHead);
        var lines = new LineReader(input, arguments.Null ? (byte)0 : LineReader.LineFeed, longest);
        _source = new ItemSource(lines, rawLines, done, _flow, signals.Stopped)
        {
            PassBad = arguments.KeepGoing ? PassBadAsync : null,
            KeepTexts = arguments.WithItems,
        };
        _text = new ResultText(rawLines);
        _writer = new ResultWriter(output, !arguments.Unordered, signals.Killed);
        _figures = new RunFigures(TimeProvider.System)
        {
            InputBytes = input.CanSeek ? input.Length : null,
            Read = () => (_source.Bytes, _source.Skipped),
        };
    }

    // Each worker has one chunk that it runs and one that is next.
    private int LeastUnderWay => (int)Math.Min(int.MaxValue / 4, 2L * _poolOptions.Workers * (_arguments.Chunk ?? 1));

    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The arguments, a file or the input cannot be used.</exception>
    public static async Task<int> RunAsync(MapArguments arguments, StandardStreams streams)
    {
        MapCheck.Require(arguments);
        var rawLines = FunctionLookup.TakesRawLines(arguments.Assembly, arguments.Function);
        var options = PoolSettings.Read(arguments.Config);
        OutputCheck.Require(arguments, streams);
        var input = MapFiles.OpenInput(arguments, streams);
        await using var inputEnd = input.ConfigureAwait(false);
        var done = new DoneItems();
        using var output = await MapFiles.OpenOutputAsync(arguments, streams, done).ConfigureAwait(false);
        var display = Displays.Choose(resultsOnScreen: arguments.Output == MapArguments.Standard && !Console.IsOutputRedirected);
        using var signals = new StopSignals(display.Say);
        using var log = new DisplayLog(display, ended: signals.Killed);
        options.PluginPath = Path.GetFullPath(arguments.Assembly);
        options.LoggerFactory = log;
        options.Workers = arguments.Workers ?? options.Workers;
        options.HardMemoryLimit = arguments.MemoryLimit ?? options.HardMemoryLimit;
        using var run = new MapRun(arguments, options, rawLines, input, output, done, display, signals);
        return await run.RunAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _text.Dispose();
        _writing.Dispose();
    }

    private async Task<int> RunAsync()
    {
        try
        {
            var pool = await ProcessPool.StartAsync(_poolOptions, _signals.Killed).ConfigureAwait(false);
            await using var poolEnd = pool.ConfigureAwait(false);
            try
            {
                await ShowWhileAsync(pool, MapAsync(pool)).ConfigureAwait(false);
            }
            finally
            {
                if (_signals.Killed.IsCancellationRequested)
                    await pool.KillAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_signals.Killed.IsCancellationRequested)
        {
            if (_end is null)
                _display.Say("Items under way were killed.");
        }
        catch (Exception error) when (error is PoolStartException or ArgumentOutOfRangeException)
        {
            _end = error;
        }

        return new MapEnd(_arguments, _display).Tell(_end, _signals.Exit, _source, _done, _figures);
    }

    private async Task ShowWhileAsync(ProcessPool pool, Task mapping)
    {
        using var ended = new CancellationTokenSource();
        var showing = _display.ShowAsync(_figures, pool, ended.Token);
        try
        {
            await mapping.ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await showing.ConfigureAwait(false);
        }
    }

    private async Task MapAsync(ProcessPool pool)
    {
        var options = new StreamOptions
        {
            // The writer puts results in order: so an item is counted as done when it is, not when it is written.
            Ordered = false,
            LookAhead = Math.Max(Flow.Widest, LeastUnderWay),
            ChunkSize = _arguments.Chunk,
            ItemTimeout = _arguments.Timeout,
            Retry = _arguments.Retries is { } retries ? RetryPolicy.OnWorkerLoss(retries + 1).WithPoisonLimit(retries + 1) : null,
        };
        var kind = _rawLines ? NamedCallInput.RawLines : NamedCallInput.JsonArguments;
        var outcomes = pool.OutcomesAsync(_arguments.Function, _source.ReadAsync(), kind, options, _signals.Killed).GetAsyncEnumerator();
        await using var outcomesEnd = outcomes.ConfigureAwait(false);
        try
        {
            while (_end is null && await MoveNextAsync(outcomes).ConfigureAwait(false))
                await TakeAsync(outcomes.Current).ConfigureAwait(false);
        }
        finally
        {
            await WriteAsync(FinishAsync).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Outcome<JsonElement>> outcomes)
    {
        var moving = outcomes.MoveNextAsync();
        if (!moving.IsCompleted)
            await WriteAsync(_writer.FlushAsync).ConfigureAwait(false);
        return await moving.ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(Outcome<JsonElement> outcome)
    {
        if (outcome.Error is FunctionNotFoundException or FunctionRefusedException or PoolUnavailableException or PoolClosedException)
        {
            // Not the item's fault: no item could do better.
            _end = outcome.Error;
            return;
        }

        var item = _source.Submitted(outcome.Index);
        await WriteAsync(async () =>
        {
            await _writer.WriteAsync(item.Sequence, _text.Of(item, outcome)).ConfigureAwait(false);
            Count(failed: !outcome.IsCompletedSuccessfully);
        }).ConfigureAwait(false);
    }

    private ValueTask PassBadAsync(Item item, BadItemException problem) => WriteAsync(async () =>
    {
        await _writer.WriteAsync(item.Sequence, _text.Of(item, problem)).ConfigureAwait(false);
        // No outcome need follow that would see to it.
        await _writer.FlushAsync().ConfigureAwait(false);
        Count(failed: true);
    });

    private void Count(bool failed)
    {
        _flow.Finished(_writer.Held);
        _figures.Add(failed);
        if (failed && !_arguments.KeepGoing)
            _signals.Stop();
    }

    // One at a time: the writer, the flow and the figures are told of one item after the other.
    private async ValueTask WriteAsync(Func<ValueTask> write)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _end ??= error;
            // What is under way is worth nothing now.
            _signals.Kill();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask FinishAsync()
    {
        if (_end is IOException or UnauthorizedAccessException)
            return;
        if (_signals.Killed.IsCancellationRequested)
            await _writer.FlushLastAsync().ConfigureAwait(false);
        else
            await _writer.FlushAsync().ConfigureAwait(false);
        // No result at all is a result, too, when there were no items.
        if (_end is null && _source.ReadAll)
            _output.Begin();
    }
}
