using Troupe.Supervision;

namespace Troupe.Tests.StateMachine;

/// <summary>Decides as the pool's control does, at once or when the trace lets it.</summary>
/// <param name="spares">See <see cref="ProcessPoolOptions.SpareWorkers"/>.</param>
/// <param name="answer">Tells the dispatcher.</param>
/// <param name="told">Told of everything at once.</param>
internal sealed class FakeControl(int spares, Action<ControlCommand> answer, Action<ControlEvent> told) : IPoolControl
{
    private readonly Queue<ControlEvent> _held = new();

    /// <summary>What it is told is answered later.</summary>
    public bool Holds { get; set; }

    /// <summary>Whether it owes an answer.</summary>
    public bool Owes => _held.Count > 0;

    public void Tell(ControlEvent happened)
    {
        told(happened);
        _held.Enqueue(happened);
        if (!Holds)
            Decide();
    }

    /// <summary>Answers all that it was told.</summary>
    public void Decide()
    {
        while (_held.TryDequeue(out var happened))
            Decide(happened);
    }

    private void Decide(ControlEvent happened)
    {
        switch (happened)
        {
            case PoolTable table:
                foreach (var open in table.Open)
                    Decide(open);
                break;
            case SlotsNeeded needed: answer(Decisions.Of(needed, spares)); break;
            case WorkerDown down: answer(Decisions.Of(down)); break;
            case WorkerHeavy heavy: answer(Decisions.Of(heavy)); break;
        }
    }
}
