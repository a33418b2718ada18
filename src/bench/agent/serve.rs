//! The agent: takes a share, runs it, tells of it.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use super::wire::{self, MAX_ORDER_BYTES, Receiver};
use super::{ALIVE, Cues, Order, Part, Share, Told};
use crate::rt::net::{TcpListener, TcpStream};
use crate::rt::sync::Event;
use crate::rt::{task, time};

const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves whoever leads, one run at a time, for ever. `run` prepares its share, calls [`Cues::together`], does its work, tells
/// of each second and ends early when it is stopped.
pub async fn serve<F>(listener: TcpListener, run: impl Fn(Share, Cues) -> F + 'static)
where
    F: Future<Output = Result<Part, String>> + 'static,
{
    let run = Rc::new(run);
    let is_busy = Rc::new(Cell::new(false));
    loop {
        match listener.accept().await {
            Ok(stream) => {
                let (run, is_busy) = (run.clone(), is_busy.clone());
                drop(task::spawn(async move { follow(stream, &*run, &is_busy).await }));
            }
            Err(error) => {
                tracing::warn!("a connection cannot be accepted: {error}");
                time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn follow<F>(stream: TcpStream, run: &impl Fn(Share, Cues) -> F, is_busy: &Cell<bool>)
where
    F: Future<Output = Result<Part, String>> + 'static,
{
    let peer = stream.peer_addr();
    let mut orders = Receiver::new(stream.clone(), MAX_ORDER_BYTES);
    let share = match orders.next::<Order>().await {
        Ok(Order::Prepare { version, .. }) if version != env!("CARGO_PKG_VERSION") => {
            Err(format!("it is version {} and was asked by version {version}", env!("CARGO_PKG_VERSION")))
        }
        Ok(Order::Prepare { .. }) if is_busy.get() => Err("it is busy with another run".to_owned()),
        Ok(Order::Prepare { share, .. }) => Ok(share),
        Ok(_) => Err("it was not told what to do".to_owned()),
        Err(why) => Err(why),
    };
    let share = match share {
        Ok(share) => share,
        Err(why) => {
            tracing::warn!("{peer} is refused: {why}");
            // Whoever asked may be gone.
            let _ = wire::send(&stream, &Told::Refused(why)).await;
            return;
        }
    };
    is_busy.set(true);
    tracing::info!("run {} for {peer}: host {} of {}", share.name, share.host + 1, share.hosts);
    let (cues, ended) = (Cues::default(), Event::new());
    let obeying = task::spawn(obey(orders, cues.clone()));
    let running = {
        let (work, cues, ended) = (run(*share, cues.clone()), cues.clone(), ended.clone());
        task::spawn(async move {
            let told = match work.await {
                Ok(part) => Told::Done(Box::new(part)),
                Err(why) => Told::Refused(why),
            };
            cues.tell(told);
            ended.set();
        })
    };
    if let Err(error) = tell(&stream, &cues).await {
        tracing::warn!("{peer} does not hear any more ({error}): the run is stopped");
        cues.stop();
        ended.wait().await;
    }
    drop(running);
    obeying.cancel();
    is_busy.set(false);
}

/// Hears orders until nobody gives any more; then the run is to end, for nobody wants it.
async fn obey(mut orders: Receiver, cues: Cues) {
    loop {
        match orders.next::<Order>().await {
            Ok(Order::Alive) => {}
            Ok(Order::Go { in_ms }) => cues.go(Duration::from_millis(in_ms)),
            Ok(Order::Stop | Order::Prepare { .. }) | Err(_) => return cues.stop(),
        }
    }
}

/// Tells what there is to tell, up to the last of it.
async fn tell(stream: &TcpStream, cues: &Cues) -> std::io::Result<()> {
    loop {
        let told = match cues.next_told() {
            Some(told) => told,
            None => match time::timeout(ALIVE, cues.state.news.notified()).await {
                Ok(()) => continue,
                Err(_) => Told::Alive,
            },
        };
        wire::send(stream, &told).await?;
        if matches!(told, Told::Done(_) | Told::Refused(_)) {
            return stream.shutdown();
        }
    }
}
