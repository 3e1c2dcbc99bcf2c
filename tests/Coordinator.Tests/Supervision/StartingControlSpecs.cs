using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.Supervision;

public sealed class StartingControlSpecs
{
    private readonly List<ControlCommand> _answers = [];
    private readonly StartingControl _control;
    private int _needed;

    public StartingControlSpecs() => _control = new StartingControl(spares: 1, _answers.Add, () => _needed++);

    [Fact]
    public void It_answers_at_once()
    {
        Open(3);

        _answers.ShouldBe([new SetSlots(3, 3, SurplusSlots.Stay, 0)]);
        _needed.ShouldBe(0);
    }

    [Fact]
    public void Actors_are_needed_when_all_workers_are_ready_and_not_before()
    {
        Open(2);
        _control.Tell(new WorkerUp(new WorkerId(0, 1)));
        _needed.ShouldBe(0);
        _control.Tell(new WorkerUp(new WorkerId(1, 1)));
        _needed.ShouldBe(1);
    }

    [Fact]
    public void Actors_are_needed_when_a_worker_ends_and_the_next_one_does_not_wait_for_them()
    {
        Open(2);
        _control.Tell(new WorkerDown(new WorkerId(0, 1), Failed: true, 1, new StartBreaker(1)));

        _answers[^1].ShouldBe(new StartWorker(new WorkerId(0, 1), TimeSpan.FromMilliseconds(100)));
        _needed.ShouldBe(1);
    }

    [Fact]
    public void Actors_are_needed_when_the_pool_gets_another_size_and_asked_for_once()
    {
        Open(2);
        _control.Tell(new SlotsNeeded(3, 0, 0, SurplusSlots.Leave, 1));
        _control.Tell(new SlotsNeeded(4, 0, 0, SurplusSlots.Leave, 2));

        _answers[^1].ShouldBe(new SetSlots(5, 5, SurplusSlots.Leave, 2));
        _needed.ShouldBe(1);
    }

    private void Open(int slots)
    {
        _control.Tell(new SlotsNeeded(slots - 1, 0, 0, SurplusSlots.Stay, 0));
        for (var slot = 0; slot < slots; slot++)
            _control.Tell(new SlotOpened(slot));
    }
}
