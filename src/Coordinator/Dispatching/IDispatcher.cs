namespace Troupe.Dispatching;

/// <summary>Decides what becomes of jobs. Pure: it changes nothing but itself and what it owns, and notes what is to be done. One step at a
/// time.</summary>
internal interface IDispatcher
{
    /// <summary>Decides what follows from an event.</summary>
    /// <param name="happened">A submitted job, a <see cref="PoolMessage"/>, a <see cref="Sessions.SessionEvent"/> or a
    /// <see cref="Supervision.ControlCommand"/>.</param>
    void Step(object happened);

    /// <summary>It has failed, or is given up: everything that it has gets an outcome. It may be stepped on: what comes then is
    /// refused.</summary>
    /// <param name="reason">What waits is told.</param>
    void Abandon(Exception reason);
}
