namespace Troupe.Supervision;

/// <summary>
/// Decides by itself, on the thread that tells it: what a pool begins with, so that its first workers wait for no actor. Actors take over
/// soon after all of them are ready, or after more was to be decided than the start.
/// </summary>
/// <param name="spares">How many workers more than its size the pool has.</param>
/// <param name="answer">Tells the dispatcher.</param>
/// <param name="actorsNeeded">Told once; what is to be decided until they take over is decided here.</param>
internal sealed class StartingControl(int spares, Action<ControlCommand> answer, Action? actorsNeeded = null) : IPoolControl
{
    private int _opened;
    private int _ready;
    private bool _needed;

    public void Tell(ControlEvent happened)
    {
        switch (happened)
        {
            case SlotsNeeded needed:
                answer(Decisions.Of(needed, spares));
                Need(_opened > 0);
                break;
            case SlotOpened: _opened++; break;
            case WorkerUp: Need(++_ready == _opened); break;
            case WorkerDown down:
                answer(Decisions.Of(down));
                Need(true);
                break;
            case WorkerHeavy heavy:
                answer(Decisions.Of(heavy));
                Need(true);
                break;
        }
    }

    private void Need(bool isNeeded)
    {
        if (!isNeeded || _needed)
            return;
        _needed = true;
        actorsNeeded?.Invoke();
    }
}
