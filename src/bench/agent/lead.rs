//! The side that hands shares out, has all hosts begin together, and gathers what they bring.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_lite::future::{or, pending};

use super::gather::{End, Gathered, gather};
use super::wire::{self, MAX_TOLD_BYTES, Receiver};
use super::{ALIVE, LEAD_TIME, Order, Part, Rows, SILENCE, Share, Told};
use crate::bench::measure::Measured;
use crate::client::HostPort;
use crate::rt::net::TcpStream;
use crate::rt::sync::{Event, Notify};
use crate::rt::{task, time};

/// Has `agents` run `share` together. `second` is told what each second brought on all hosts; see `progress::Second` for its first
/// argument. Once `stop` is set they end, and what they measured until then is gathered. An error if not all of them could begin.
pub async fn lead(
    agents: &[HostPort],
    share: &Share,
    stop: &Event,
    second: impl FnMut(i64, &Rows) + 'static,
) -> Result<Gathered, String> {
    let shares = share.split(u32::try_from(agents.len()).unwrap_or(u32::MAX))?;
    let meeting = Rc::new(Meeting {
        arrivals: RefCell::new(vec![Some(0); agents.len()]),
        gone_on: Cell::new(0),
        news: Notify::new(),
        failed: Event::new(),
        errors: RefCell::default(),
        stop: stop.clone(),
        course: RefCell::new(Course { hosts: agents.len(), seconds: BTreeMap::new(), tell: Box::new(second) }),
    });
    let follow = |(agent, share): (&HostPort, Share)| {
        let (agent, meeting) = (agent.clone(), meeting.clone());
        (agent.to_string(), task::spawn(async move { meeting.follow(&agent, share).await }))
    };
    let following: Vec<_> = agents.iter().zip(shares).map(follow).collect();
    let mut ends = Vec::new();
    for (name, end) in following {
        ends.push((name, end.await.unwrap_or_else(|cancelled| End::Lost(cancelled.to_string(), Measured::default()))));
    }
    let errors = meeting.errors.take();
    if errors.is_empty() { Ok(gather(ends)) } else { Err(errors.join("; ")) }
}

type Tell = Box<dyn FnMut(i64, &Rows)>;

/// What each second brought, until all hosts have told.
struct Course {
    /// That still tell.
    hosts: usize,
    seconds: BTreeMap<i64, (usize, Rows)>,
    tell: Tell,
}

impl Course {
    fn add(&mut self, at_s: i64, rows: &Rows) {
        let (told, sum) = self.seconds.entry(at_s).or_default();
        *told += 1;
        for (operation, interval) in rows {
            sum.entry(*operation).or_default().add(interval);
        }
        self.tell_what_is_whole();
    }

    fn one_less(&mut self) {
        self.hosts = self.hosts.saturating_sub(1);
        self.tell_what_is_whole();
    }

    fn tell_what_is_whole(&mut self) {
        while let Some(entry) = self.seconds.first_entry() {
            if entry.get().0 < self.hosts {
                return;
            }
            let (at_s, (_, rows)) = entry.remove_entry();
            (self.tell)(at_s, &rows);
        }
    }
}

/// What those who follow the agents share.
struct Meeting {
    /// How often each agent has come to where it goes on with the others; `None` for one that has ended.
    arrivals: RefCell<Vec<Option<usize>>>,
    /// How often all of them have gone on.
    gone_on: Cell<usize>,
    /// The number above has changed.
    news: Notify,
    /// One of them cannot begin.
    failed: Event,
    errors: RefCell<Vec<String>>,
    stop: Event,
    course: RefCell<Course>,
}

enum Happening {
    Heard(Result<Told, String>),
    /// Time to say that we live.
    Tick,
    Go,
    Stop,
    Failed,
}

impl Meeting {
    /// One agent from the first order to its end.
    async fn follow(&self, agent: &HostPort, share: Share) -> End {
        let host = share.host as usize;
        let mut told = Measured::default();
        let end = match connect(agent, share).await {
            Ok((stream, receiver)) => self.converse(host, stream, receiver, &mut told).await,
            Err(why) => Err(why),
        };
        if let Err(why) = &end
            && self.gone_on.get() == 0
            && !self.failed.is_set()
        {
            self.errors.borrow_mut().push(format!("the agent {agent} cannot take part: {why}"));
            self.failed.set();
        }
        // The others do not wait for it any longer.
        self.arrived(host, None);
        self.course.borrow_mut().one_less();
        end.map_or_else(|why| End::Lost(why, told), End::Done)
    }

    fn arrived(&self, host: usize, times: Option<usize>) {
        let mut arrivals = self.arrivals.borrow_mut();
        if let Some(arrival) = arrivals.get_mut(host) {
            *arrival = times;
        }
        let slowest = arrivals.iter().flatten().min().copied();
        if slowest.is_some_and(|times| times > self.gone_on.get()) && !self.failed.is_set() {
            self.gone_on.set(self.gone_on.get() + 1);
            self.news.notify_all();
        }
    }

    /// Returns once all have gone on more often than `times`.
    async fn gone_on(&self, times: usize) -> Happening {
        while self.gone_on.get() <= times {
            self.news.notified().await;
        }
        Happening::Go
    }

    async fn converse(
        &self,
        host: usize,
        stream: TcpStream,
        mut receiver: Receiver,
        measured: &mut Measured,
    ) -> Result<Box<Part>, String> {
        let (mut arrivals, mut went, mut is_stopped) = (0, 0, false);
        let mut next_tick = time::now() + ALIVE;
        loop {
            let heard = async { Happening::Heard(receiver.next().await) };
            let tick = async {
                time::sleep_until(next_tick).await;
                Happening::Tick
            };
            let go = self.gone_on(went);
            let stop = when(!is_stopped, &self.stop, Happening::Stop);
            let failed = when(went == 0, &self.failed, Happening::Failed);
            let order = match or(heard, or(or(go, tick), or(stop, failed))).await {
                Happening::Heard(told) => {
                    match told? {
                        Told::Alive => {}
                        Told::Here if arrivals == went => {
                            arrivals += 1;
                            self.arrived(host, Some(arrivals));
                        }
                        Told::Second { at_s, rows } if went > 0 => {
                            // Seconds are told by their end; what came before the first was warm-up.
                            if let Ok(second) = u32::try_from(at_s - 1) {
                                for (operation, interval) in &rows {
                                    measured.interval(*operation, second).add(interval);
                                }
                            }
                            self.course.borrow_mut().add(at_s, &rows);
                        }
                        Told::Done(part) if went > 0 => return Ok(part),
                        Told::Refused(why) => return Err(why),
                        Told::Here | Told::Second { .. } | Told::Done(_) => {
                            return Err("it said something out of turn".to_owned());
                        }
                    }
                    continue;
                }
                Happening::Tick => {
                    next_tick = time::now() + ALIVE;
                    Order::Alive
                }
                Happening::Go => {
                    went += 1;
                    Order::Go { in_ms: u64::try_from(LEAD_TIME.as_millis()).unwrap_or(u64::MAX) }
                }
                Happening::Stop if self.gone_on.get() == 0 => {
                    return Err("the run was stopped before it began".to_owned());
                }
                Happening::Stop => {
                    is_stopped = true;
                    Order::Stop
                }
                Happening::Failed => return Err("another agent cannot take part".to_owned()),
            };
            match time::timeout(SILENCE, wire::send(&stream, &order)).await {
                Ok(sent) => sent.map_err(|error| format!("the connection failed: {error}"))?,
                Err(_) => return Err(format!("it took nothing for {} s", SILENCE.as_secs())),
            }
        }
    }
}

async fn when(condition: bool, event: &Event, happening: Happening) -> Happening {
    if condition {
        event.wait().await;
        happening
    } else {
        pending().await
    }
}

async fn connect(agent: &HostPort, share: Share) -> Result<(TcpStream, Receiver), String> {
    let addresses = agent.resolve().await.map_err(|error| error.to_string())?;
    let mut connected = Err("the name has no address".to_owned());
    for address in addresses {
        connected = match time::timeout(SILENCE, TcpStream::connect(address)).await {
            Ok(stream) => stream.map_err(|error| error.to_string()),
            Err(elapsed) => Err(elapsed.to_string()),
        };
        if connected.is_ok() {
            break;
        }
    }
    let stream = connected?;
    let order = Order::Prepare { version: env!("CARGO_PKG_VERSION").to_owned(), share: Box::new(share) };
    wire::send(&stream, &order).await.map_err(|error| error.to_string())?;
    Ok((stream.clone(), Receiver::new(stream, MAX_TOLD_BYTES)))
}
