using Troupe.Sessions;

namespace Troupe.Supervision;

/// <summary>What a pool's dispatcher tells, so that the control plane can decide what follows: see <see cref="IPoolControl"/>.</summary>
internal abstract record ControlEvent;

/// <summary>How many slots there should be depends on this. Told when there are too few, when there are too many, and when the pool's size
/// has changed.</summary>
/// <param name="Workers">The pool's size.</param>
/// <param name="StandIns">Workers that jobs wait for which others wait for: without them the pool could stand still.</param>
/// <param name="Parked">Workers whose job waits for jobs of its own: as many stand-ins may stay.</param>
/// <param name="Surplus">Which slots may be given up.</param>
/// <param name="Request">The number of the last change of the size.</param>
internal sealed record SlotsNeeded(int Workers, int StandIns, int Parked, SurplusSlots Surplus, int Request) : ControlEvent;

/// <summary>A slot was opened, and its first worker is being started.</summary>
internal sealed record SlotOpened(int Slot) : ControlEvent;

/// <summary>A slot was given up for good, and its last worker has ended.</summary>
internal sealed record SlotGone(int Slot) : ControlEvent;

/// <summary>A worker is ready.</summary>
internal sealed record WorkerUp(WorkerId Worker) : ControlEvent;

/// <summary>A worker has ended, and its slot is to have another one.</summary>
/// <param name="Worker">Which one.</param>
/// <param name="Failed">Whether it ended before it was ready.</param>
/// <param name="FailedStarts">How many starts in a row have failed in its slot.</param>
/// <param name="Breaker">How many have in the pool.</param>
internal sealed record WorkerDown(WorkerId Worker, bool Failed, int FailedStarts, StartBreaker Breaker) : ControlEvent;

/// <summary>A worker holds more memory than it should.</summary>
internal sealed record WorkerHeavy(WorkerId Worker) : ControlEvent;

/// <summary>All there is, for a control that takes over: what was told before counts for nothing.</summary>
/// <param name="Slots">The numbers of the open slots.</param>
/// <param name="Open">What was told and is not answered yet, in the order of the slots; the number of slots comes last.</param>
internal sealed record PoolTable(IReadOnlyList<int> Slots, IReadOnlyList<ControlEvent> Open) : ControlEvent;
