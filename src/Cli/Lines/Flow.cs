namespace Troupe.Cli.Lines;

/// <summary>
/// Says when the next item may be taken from the input: so early that workers never wait, and so late that what is under
/// way when the run is stopped takes about a second to finish. Safe for any thread; one source waits.
/// </summary>
internal sealed class Flow
{
    /// <summary>The most items under way.</summary>
    public const int Widest = 16_384;

    // Results that wait for an earlier item's, in bytes.
    private const long MostHeld = 64L << 20;

    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock;
    private readonly int _least;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private int _width;
    private int _underWay;
    private int _round;
    private long _roundStart;
    private long _held;

    /// <param name="least">The fewest items under way that keep all workers busy.</param>
    /// <param name="clock">Measures how quick items are.</param>
    public Flow(int least, TimeProvider clock)
    {
        (_least, _width, _clock) = (least, least, clock);
        _roundStart = clock.GetTimestamp();
    }

    /// <summary>Waits until an item may be taken, and counts it.</summary>
    public async ValueTask TakeAsync(CancellationToken stop)
    {
        while (!TryTake(out var wait))
            await wait.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>An item has its outcome.</summary>
    /// <param name="held">Bytes of all results that wait for an earlier item's.</param>
    public void Finished(long held)
    {
        lock (_gate)
        {
            _underWay--;
            _held = held;
            if (++_round >= _width)
                EndRound();
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }

    private bool TryTake(out Task wait)
    {
        lock (_gate)
        {
            wait = Task.CompletedTask;
            if (_underWay < _width && _held < MostHeld)
            {
                _underWay++;
                return true;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = _waiting.Task;
            return false;
        }
    }

    private void EndRound()
    {
        var took = _clock.GetElapsedTime(_roundStart);
        _width = took < s_quick ? Math.Max(_least, Math.Min(2 * _width, Widest)) : took > s_slow ? Math.Max(_least, _width / 2) : _width;
        (_round, _roundStart) = (0, _clock.GetTimestamp());
    }
}
