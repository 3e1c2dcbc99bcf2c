namespace Troupe;

/// <summary>
/// A function was refused: it belongs to the framework, is not in an allowed assembly, has a signature that cannot travel, or the two
/// processes run different builds. The job did not start.
/// </summary>
public sealed class FunctionRefusedException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public FunctionRefusedException()
    {
    }

    /// <summary>Creates an exception that names the function and the reason.</summary>
    public FunctionRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception that names the function and the reason, with the cause.</summary>
    public FunctionRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
