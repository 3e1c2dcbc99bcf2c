using Troupe.Sessions;

namespace Troupe.Supervision;

/// <summary>What was decided on a <see cref="ControlEvent"/>, for the dispatcher. One that comes twice, or too late, changes
/// nothing.</summary>
internal abstract record ControlCommand;

/// <summary>How many slots there are to be.</summary>
/// <param name="Least">Further ones are opened until there are so many.</param>
/// <param name="Most">Those above are given up.</param>
/// <param name="Surplus">Which ones.</param>
/// <param name="Request">See <see cref="SlotsNeeded.Request"/>.</param>
internal sealed record SetSlots(int Least, int Most, SurplusSlots Surplus, int Request) : ControlCommand;

/// <summary>The slot of a worker that has ended gets its next one.</summary>
/// <param name="Ended">The worker that has ended.</param>
/// <param name="Pause">How long to wait before.</param>
internal sealed record StartWorker(WorkerId Ended, TimeSpan Pause) : ControlCommand;

/// <summary>A worker gets no further jobs, and its slot another worker when it is done with those that it has.</summary>
internal sealed record RecycleWorker(WorkerId Worker) : ControlCommand;

/// <summary>Another control takes over: it is told all there is, and from then on all that happens.</summary>
internal sealed record AdoptPool(IPoolControl Control) : ControlCommand;
