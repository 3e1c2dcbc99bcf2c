using System.Text.Json;
using Troupe.Cli.Display;
using Troupe.Cli.Lines;
using Troupe.Cli.Metadata;

namespace Troupe.Cli.Map;

/// <summary>
/// One run of <c>troupe map</c>: input file, item source, pool, result writer, output file, in this order. A stop, by a
/// signal, a bad line or a failed item, ends the source; what is under way then finishes and is written.
/// </summary>
internal sealed class MapRun
{
    private readonly MapArguments _arguments;
    private readonly ProcessPoolOptions _poolOptions;
    private readonly ItemSource _source;
    private readonly Flow _flow;
    private readonly ResultWriter _writer;
    private readonly RunFigures _figures;
    private readonly IDisplay _display;
    private readonly StopSignals _signals;
    private readonly bool _rawLines;
    private Exception? _end;

    private MapRun(MapArguments arguments, ProcessPoolOptions poolOptions, bool rawLines, Stream input, Stream output, ItemSet done, IDisplay display, StopSignals signals)
    {
        (_arguments, _poolOptions, _rawLines, _display, _signals) = (arguments, poolOptions, rawLines, display, signals);
        _flow = new Flow(LeastUnderWay, TimeProvider.System);
        _source = new ItemSource(new LineReader(input), rawLines, done, _flow, signals.Stopped);
        _writer = new ResultWriter(output, !arguments.Unordered);
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
    public static async Task<int> RunAsync(MapArguments arguments)
    {
        MapCheck.Require(arguments);
        var rawLines = FunctionLookup.TakesRawLines(arguments.Assembly, arguments.Function);
        var options = PoolSettings.Read(arguments.Config);
        var input = MapFiles.OpenInput(arguments);
        await using var inputEnd = input.ConfigureAwait(false);
        var (output, done) = await MapFiles.OpenOutputAsync(arguments).ConfigureAwait(false);
        await using var outputEnd = output.ConfigureAwait(false);
        var display = Displays.Choose(resultsOnScreen: arguments.Output == MapArguments.Standard && !Console.IsOutputRedirected);
        using var log = new DisplayLog(display);
        options.Application = Path.GetFullPath(arguments.Assembly);
        options.LoggerFactory = log;
        options.Workers = arguments.Workers ?? options.Workers;
        using var signals = new StopSignals(display.Say);
        return await new MapRun(arguments, options, rawLines, input, output, done, display, signals).RunAsync().ConfigureAwait(false);
    }

    private async Task<int> RunAsync()
    {
        try
        {
            var pool = await ProcessPool.StartAsync(_poolOptions, _signals.Killed).ConfigureAwait(false);
            await using var poolEnd = pool.ConfigureAwait(false);
            await ShowWhileAsync(pool, MapAsync(pool)).ConfigureAwait(false);
            if (_signals.Killed.IsCancellationRequested)
                await pool.KillAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_signals.Killed.IsCancellationRequested)
        {
            _display.Say("Items under way were killed.");
        }
        catch (Exception error) when (error is PoolStartException or ArgumentOutOfRangeException)
        {
            _end = error;
        }

        return End();
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
            // The writer puts results in order: so an item is known to be done when it is, not when its turn comes.
            Ordered = false,
            LookAhead = Math.Max(Flow.Widest, LeastUnderWay),
            ChunkSize = _arguments.Chunk,
            ItemTimeout = _arguments.Timeout,
            Retry = _arguments.Retries is { } retries ? RetryPolicy.OnWorkerLoss(retries + 1).WithPoisonLimit(retries + 1) : null,
        };
        var kind = _rawLines ? NamedItems.RawLines : NamedItems.JsonArguments;
        var outcomes = pool.OutcomesAsync(_arguments.Function, _source.ReadAsync(), kind, options, _signals.Killed).GetAsyncEnumerator();
        await using var outcomesEnd = outcomes.ConfigureAwait(false);
        using var text = new ResultText();
        try
        {
            while (_end is null && await MoveNextAsync(outcomes).ConfigureAwait(false))
                Take(outcomes.Current, text);
        }
        finally
        {
            Write(() => _writer.Flush());
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Outcome<JsonElement>> outcomes)
    {
        var moving = outcomes.MoveNextAsync();
        if (!moving.IsCompleted)
            Write(() => _writer.Flush());
        return await moving.ConfigureAwait(false);
    }

    private void Take(Outcome<JsonElement> outcome, ResultText text)
    {
        if (outcome.Error is FunctionNotFoundException or FunctionRefusedException or PoolUnavailableException or PoolClosedException)
        {
            // Not the item's fault: no item could do better.
            _end = outcome.Error;
            return;
        }

        Write(() => _writer.Write(outcome.Index, text.Of(_source.IndexOf(outcome.Index), outcome)));
        _flow.Finished(_writer.Held);
        _figures.Add(!outcome.Succeeded);
        if (!outcome.Succeeded && !_arguments.KeepGoing)
            _signals.Stop();
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException error)
        {
            _end ??= new IOException($"The results cannot be written to {(_arguments.Output == MapArguments.Standard ? "standard output" : $"'{_arguments.Output}'")}: {error.Message}", error);
        }
    }

    private int End()
    {
        _display.Say(_figures.ToString());
        if (_end is FunctionNotFoundException or FunctionRefusedException)
            throw new UsageException(_end.Message, _end);
        if (_end is not null)
        {
            _display.Say($"troupe: {_end.Message}");
            return ExitCode.Failure;
        }

        if (_signals.Exit is { } exit)
            return exit;
        if (_source.Problem is { } problem)
            throw problem;
        if (_figures.Failed == 0)
            return ExitCode.Success;
        if (!_arguments.KeepGoing)
            _display.Say("Stopped at the first failure; --keep-going goes on, and --resume continues this run.");
        return ExitCode.Failure;
    }
}
