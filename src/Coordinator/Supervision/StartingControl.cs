namespace Troupe.Supervision;

/// <summary>Decides by itself, on the thread that tells it: what a pool begins with, so that its first workers wait for nothing.</summary>
/// <param name="spares">How many workers more than its size the pool has.</param>
/// <param name="answer">Tells the dispatcher.</param>
internal sealed class StartingControl(int spares, Action<ControlCommand> answer) : IPoolControl
{
    public void Tell(ControlEvent happened)
    {
        switch (happened)
        {
            case SlotsNeeded needed: answer(Decisions.Of(needed, spares)); break;
            case WorkerDown down: answer(Decisions.Of(down)); break;
            case WorkerHeavy heavy: answer(Decisions.Of(heavy)); break;
        }
    }
}
