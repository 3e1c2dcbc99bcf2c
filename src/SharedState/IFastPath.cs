namespace Troupe.SharedState;

/// <summary>One process's fast path to a shared object, past the object's home.</summary>
internal interface IFastPath
{
    /// <summary>The object has been disposed.</summary>
    void End();
}
