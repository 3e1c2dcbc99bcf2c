namespace Troupe.Tests.Dummy;

/// <summary>The ways in which code can end badly.</summary>
public enum Death
{
    Throw,
    ExitZero,
    ExitThree,
    FailFast,
    Kill,
    StackOverflow,

    /// <summary>Native code reads address 16.</summary>
    NativeFault,

    /// <summary>Managed code reads an address that is not mapped.</summary>
    BadPointer,

    /// <summary>Native code calls abort().</summary>
    Abort,

    Hang,

    /// <summary>SIGSTOP: the whole process stands still, its heartbeat too.</summary>
    Stop,
}
