namespace Troupe.Tests.Dummy;

/// <summary>What native code of a job may do to the descriptor of its worker's link by mistake.</summary>
public enum LinkFault
{
    /// <summary>It closes the descriptor, as a double close does.</summary>
    Closed,

    /// <summary>It closes many, as closefrom does.</summary>
    ClosedWithOthers,

    /// <summary>It puts the null device in its place.</summary>
    NullDevice,

    /// <summary>It puts a socket in its place that takes everything and says nothing.</summary>
    SilentSocket,
}
