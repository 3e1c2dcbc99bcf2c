namespace Troupe.Failures.Tests.Faults;

/// <summary>What a control group is needed for.</summary>
public enum ControlGroupKind
{
    /// <summary>Version 2: stops processes, which can still be killed.</summary>
    Freeze,

    /// <summary>Version 1: stops processes, which then not even SIGKILL ends before they are thawed.</summary>
    OldFreezer,

    /// <summary>Either version: bounds the number of processes and threads.</summary>
    Processes,

    /// <summary>Either version: bounds memory.</summary>
    Memory,
}
