namespace Troupe.SharedState;

/// <summary>One process's short way to a shared object, past the object's home.</summary>
internal interface IFastPath
{
    /// <summary>The object is no more.</summary>
    void End();
}
