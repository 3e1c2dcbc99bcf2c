namespace Troupe.Coordination;

/// <summary>
/// Notices that the application has dropped its pool: the runtime finalizes this when nothing but the pool itself leads to the pool any
/// more. Nothing that runs by itself (an actor, a thread, a timer) may therefore lead to a <see cref="LocalBackend"/>.
/// </summary>
/// <param name="backend">The pool.</param>
/// <param name="file">The source file that started it, as the compiler told it; empty when it did not.</param>
/// <param name="line">The line there.</param>
internal sealed class DropWatch(LocalBackend backend, string file, int line) : IDisposable
{
    ~DropWatch() => backend.OnDropped();

    /// <summary>" (started at Program.cs:12)"; empty when it is not known.</summary>
    public string Origin => file.Length == 0 ? "" : $" (started at {Path.GetFileName(file)}:{line})";

    /// <summary>The pool is being ended: there is nothing left to notice.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
