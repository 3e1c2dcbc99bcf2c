using System.Diagnostics;

namespace Troupe.Coordination;

/// <summary>
/// Notices that the application has dropped its pool: the runtime finalizes this when nothing but the pool itself leads to the pool any more.
/// Nothing that runs by itself (an actor, a thread, a timer) may therefore lead to a <see cref="LocalBackend"/>.
/// </summary>
internal sealed class DropWatch(LocalBackend backend, StackTrace started) : IDisposable
{
    ~DropWatch() => backend.OnDropped();

    /// <summary>The pool is being ended: there is nothing to notice any more.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>" (started in Program.Main)", by the stack of the start; empty when no frame of it is the application's.</summary>
    public string Origin =>
        started.GetFrames().Select(DiagnosticMethodInfo.Create).FirstOrDefault(IsOfApplication) is { } method ? $" (started in {NameOf(method)})" : "";

    private static bool IsOfApplication(DiagnosticMethodInfo? method) =>
        method is not null && !method.DeclaringAssemblyName.StartsWith("Troupe,", StringComparison.Ordinal)
        && !method.DeclaringAssemblyName.StartsWith("System.", StringComparison.Ordinal);

    /// <summary>An asynchronous method runs as MoveNext of a type that has its name, as in Shop.Program+&lt;Main&gt;d__0.</summary>
    private static string NameOf(DiagnosticMethodInfo method)
    {
        var type = method.DeclaringTypeName ?? "";
        var (open, close) = (type.LastIndexOf("+<", StringComparison.Ordinal), type.LastIndexOf(">d__", StringComparison.Ordinal));
        return method.Name == "MoveNext" && open > 0 && close > open ? $"{type[..open]}.{type[(open + 2)..close]}" : $"{type}.{method.Name}";
    }
}
