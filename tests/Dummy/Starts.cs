namespace Troupe.Tests.Dummy;

/// <summary>Initializers that go wrong.</summary>
public static class Starts
{
    public static void Die(Death how) => _ = Dying.By(how);

    /// <summary>The first process to come dies, the others start well.</summary>
    public static void DieOnce(Death how, string marker)
    {
        if (TakeFirst(marker))
            _ = Dying.By(how);
    }

    /// <summary>The first process to come starts well, the others die.</summary>
    public static void DieLater(Death how, string marker)
    {
        if (TakeFirst(marker))
            return;
        Count(marker + ".later");
        _ = Dying.By(how);
    }

    /// <summary>Processes that come while the file exists are counted and die.</summary>
    public static void DieWhile(string file)
    {
        if (!File.Exists(file))
            return;
        Count(file + ".starts");
        _ = Dying.By(Death.ExitThree);
    }

    /// <summary>As many processes as said start well; those after them never get ready.</summary>
    public static void HangAfter(int count, string marker)
    {
        for (var index = 0; index < count; index++)
        {
            if (TakeFirst($"{marker}-{index}"))
                return;
        }
        Count(marker + ".later");
        Thread.Sleep(Timeout.Infinite);
    }

    public static void Count(string path) => _ = Work.Mark(path);

    /// <summary>What runs at the exit of this process notes that it does, and never returns: like one that waits for a server.</summary>
    public static void HangAtExit(string note) => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        File.WriteAllText(note, "");
        Thread.Sleep(Timeout.Infinite);
    };

    public static void HangAtExitAndThrow()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Thread.Sleep(Timeout.Infinite);
        throw new InvalidOperationException("No such server.");
    }

    private static bool TakeFirst(string marker)
    {
        try
        {
            using var first = new FileStream(marker, FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
