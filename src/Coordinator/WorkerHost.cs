using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Troupe.Processes;

namespace Troupe;

/// <summary>
/// The guard that single-file and self-contained programs need: their workers are started by running the program itself
/// again. Programs that run on an installed .NET do not need it.
/// </summary>
public static class WorkerHost
{
    /// <summary>
    /// Call it first in <c>Main</c>. In a process that was started as a worker it serves the pool and never returns; in any
    /// other it does nothing.
    /// </summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <exception cref="InvalidOperationException">The worker's assembly, or what it needs, was not published with the program.</exception>
    public static void RunIfWorker(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Length < 2 || arguments[0] != WorkerProgram.GuardArgument)
            return;
        // What this worker's jobs start are programs of their own, not workers.
        Environment.SetEnvironmentVariable(WorkerProgram.MarkerVariable, null);
        var entry = EntryOf(LoadWorker())
            ?? throw new InvalidOperationException("Troupe.WorkerNode.dll has no entry point; publish the program again.");
        Environment.Exit((int)entry.Invoke(null, [arguments[1..]])!);
    }

    private static MethodInfo? EntryOf(Assembly worker)
    {
        try
        {
            return worker.EntryPoint;
        }
        catch (FileNotFoundException error)
        {
            // A trimmed program has only those parts of the framework that it uses itself.
            throw new InvalidOperationException($"A worker needs {error.FileName}, which is not part of this program: trimming has "
                + "removed it. Publish the program again with PublishTrimmed=false.", error);
        }
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "That it is empty is what we want to know.")]
    private static Assembly LoadWorker()
    {
        const string name = "Troupe.WorkerNode";
        var file = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        // A single file has it inside; one that lies beside it is another program's.
        if (typeof(WorkerHost).Assembly.Location.Length > 0 && File.Exists(file))
            return Assembly.LoadFrom(file);
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException error)
        {
            throw new InvalidOperationException($"{file} was not found, nor is it part of the program; it is published with every "
                + "program that references Troupe. Publish the program again, and keep the file beside it.", error);
        }
    }
}
